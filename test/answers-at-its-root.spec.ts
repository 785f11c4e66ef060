import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from './support/postgres-server.js';
import { TallyStage } from './tally/tally-stage.js';

let stage: TallyStage;
let url: string;

beforeAll(async () => {
  stage = await TallyStage.set();
  ({ url } = await stage.addService());
});

afterAll(() => stage?.clear());

describe("the service's root", () => {
  it('tells a browser what this is and where to look, the portal of the stand-in first', async () => {
    const response = await fetch(`${url}/`, { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain('A Dialogporten service provider');
    expect(page.match(/href="[^"]+"/g)?.[0]).toBe(`href="${stage.emulator.url}/"`);
    expect(page).toContain(`href="${url}/docs"`);
  });

  it('tells any other caller the same as JSON', async () => {
    const response = await fetch(`${url}/`);

    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ links: { 'the API': `${url}/docs` } });
  });

  it('speaks of no portal where the platform is not the stand-in', async () => {
    const elsewhere = await stage.addService({
      DIALOGPORTEN_BASE_URL: 'https://platform.tt02.example/dialogporten',
      MASKINPORTEN_ISSUER: 'https://test.maskinporten.example/',
    });

    const { links } = (await (await fetch(`${elsewhere.url}/`)).json()) as { links: Record<string, string> };
    expect(Object.keys(links)).not.toContain('the portal of the stand-in platform');
  });

  it('names no page that has a port of its own', async () => {
    const apart = await stage.addService({ OPERATIONS_PORT: String(await freePort()) });

    const { links } = (await (await fetch(`${apart.url}/`)).json()) as { links: Record<string, string> };
    expect(Object.keys(links)).toEqual(['the portal of the stand-in platform']);
  });
});
