import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nameOf, proxyFor } from './egress-proxy.js';

const dialogporten = 'https://platform.altinn.no/dialogporten';
const isAboutProxies = (name: string) => /_proxy$/i.test(name);

describe('the proxy for a URL', () => {
  const before = { ...process.env };
  const clear = () => {
    for (const name of Object.keys(process.env).filter(isAboutProxies)) delete process.env[name];
  };

  beforeEach(clear);
  afterEach(() => {
    clear();
    Object.assign(process.env, before);
  });

  function proxy(url: string, variables: Record<string, string>): string | undefined {
    Object.assign(process.env, variables);
    const found = proxyFor(new URL(url));
    return found && nameOf(found);
  }

  it.each<[string, string, Record<string, string>, string | undefined]>([
    ['none is set', dialogporten, {}, undefined],
    ['in large letters', dialogporten, { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['in small letters', dialogporten, { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['small letters win', dialogporten, { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'http://a:1'],
    ['with a password, which is not told', dialogporten, { HTTPS_PROXY: 'http://u:p@proxy:3128' }, 'http://proxy:3128'],
    ['over TLS', dialogporten, { HTTPS_PROXY: 'https://proxy' }, 'https://proxy'],
    ['without a scheme, as for curl', dialogporten, { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128'],
    ['of the other scheme', dialogporten, { HTTP_PROXY: 'http://proxy:3128' }, undefined],
    ['for everything', dialogporten, { ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['but for that host', dialogporten, { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a,platform.altinn.no' }, undefined],
    ['but for that domain', dialogporten, { HTTPS_PROXY: 'http://p:1', no_proxy: '.altinn.no' }, undefined],
    ['but for everything', dialogporten, { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['localhost', 'http://localhost:4000/', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['127.0.0.1', 'http://127.0.0.1:4000/', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['::1', 'http://[::1]:4000/', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['not what only looks so', 'http://localhost.example/', { HTTP_PROXY: 'http://p:1' }, 'http://p:1'],
  ])('%s', (_, url, variables, expected) => {
    expect(proxy(url, variables)).toBe(expected);
  });

  it.each(['socks5://u:secret@proxy:1080', 'http://u:100%secret@proxy', 'http://'])('cannot be %s', (value) => {
    const refusal = () => proxy(dialogporten, { HTTPS_PROXY: value });
    expect(refusal).toThrow('HTTPS_PROXY must be such as http://proxy.example:3128');
    expect(refusal).not.toThrow('secret');
  });
});
