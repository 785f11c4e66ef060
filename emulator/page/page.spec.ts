import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testProvider } from '../testing/clients.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { guiAction, newDialog, text } from '../testing/dialogs.js';
import { testPolicy } from '../testing/policy.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const attack = `<img src=x onerror="alert('1')"> & more`;
const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; more';

let emulator: Emulator;
let dialogId: string;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  const provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  dialogId = await provider.create(
    newDialog({
      content: { title: text(attack) },
      guiActions: [
        guiAction({ action: `confirm${attack}`, title: [{ languageCode: 'en', value: attack }] }),
        guiAction({ action: 'write', priority: 'Secondary' }),
      ],
    }),
  );
});

afterAll(() => emulator.stop());

async function show(query: Record<string, string> = {}): Promise<string> {
  return (await fetch(`${emulator.url}/?${new URLSearchParams(query)}`)).text();
}

describe('the page', () => {
  it('lists the personas and every dialog', async () => {
    const page = await show();

    expect(page).toContain('daglig-leder');
    expect(page).toContain('systembruker');
    expect(page).toContain(dialogId);
  });

  it('shows the token, taken apart, and the GUI actions for the chosen persona', async () => {
    const page = await show({ persona: 'medarbeider', dialog: dialogId });

    expect(page).toContain('&quot;alg&quot;: &quot;EdDSA&quot;');
    expect(page).toContain(`&quot;i&quot;: &quot;${dialogId}&quot;`);
    expect(page).toContain('<li><code>write</code></li>');
    expect(page).toContain('<code>POST http://localhost:3000/dialogs/1/actions/confirm</code>');
    expect(page).toContain('urn:dialogporten:unauthorized');
  });

  it('shows a persona only the dialogs that it may see', async () => {
    const page = await show({ persona: 'fremmed', dialog: dialogId });

    expect(page).toContain('There are none.');
    expect(page).not.toContain(dialogId);
    expect(page).not.toContain('Dialog token');
  });

  it('escapes everything, and lets nothing run or load', async () => {
    const response = await fetch(
      `${emulator.url}/?${new URLSearchParams({ persona: 'daglig-leder', dialog: dialogId })}`,
    );
    const page = await response.text();

    expect(page).toContain(escaped);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<script|https?:\/\/(?!localhost)[^<]*["']/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });
});
