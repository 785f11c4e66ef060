import { describe, expect, it } from '@jest/globals';
import { readOptions, usage } from './options.js';

const enough = [
  '--url',
  'https://platform.example/dialogporten/',
  '--resource',
  'urn:altinn:resource:x',
  '--party',
  'p',
];

describe('the options of the conformance suite', () => {
  it('ask the stand-in when there is no URL', () => {
    expect(readOptions([], {})).toEqual({ help: false, json: false, platform: undefined });
  });

  it('take what the environment says, and flags before it', () => {
    const environment = {
      CONFORMANCE_PARTY: 'another',
      CONFORMANCE_ISSUER: 'https://issuer.example',
      CONFORMANCE_URL: 'x',
    };

    expect(readOptions(enough, environment).platform).toMatchObject({
      url: 'https://platform.example/dialogporten',
      issuer: 'https://issuer.example',
      party: 'p',
    });
  });

  it('know every role and every name that checks ask for', async () => {
    const environment = {
      CONFORMANCE_OWNER_TOKEN: 'a',
      CONFORMANCE_WEAK_USER_TOKEN: 'b',
      CONFORMANCE_KNOWN_ACTOR: 'c',
    };
    const { platform } = readOptions(enough, environment);

    expect(await platform?.owner()).toEqual({ authorization: 'Bearer a' });
    expect(await platform?.roles['weak user']?.()).toEqual({ authorization: 'Bearer b' });
    expect(platform?.names).toEqual({ 'known actor': 'c' });
  });

  it('need no token, since a platform for local development asks for none', async () => {
    expect(await readOptions(enough, {}).platform?.owner()).toEqual({});
  });

  it.each([
    [['--nope'], '--nope'],
    [['--url', 'https://platform.example'], '--resource (or CONFORMANCE_RESOURCE) is missing'],
    [['--url', 'not a url'], '--url is no URL'],
    [
      [...enough, '--maskinporten-client-id', 'x'],
      '--maskinporten-issuer (or CONFORMANCE_MASKINPORTEN_ISSUER) is missing',
    ],
  ])('refuse %j and say why', (args, reason) => {
    expect(() => readOptions(args, {})).toThrow(reason);
  });

  it('are all explained', () => {
    expect(usage()).toContain('--system-user-token  or  CONFORMANCE_SYSTEM_USER_TOKEN');
  });
});
