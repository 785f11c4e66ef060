import type { Emulator } from '../emulator.js';
import type { DemoDialog } from './demo-dialog.js';

/** Three commands to paste: fetch a dialog with its token, read its embed, and press its first button. */
export function curlWalk({ url, dialogs }: Emulator, { id, persona }: DemoDialog): readonly string[] {
  const dialog = dialogs.get(id);
  const embed = dialog?.content.mainContentReference?.value.find(({ languageCode }) => languageCode === 'en');
  const button = dialog?.guiActions.find(({ httpMethod }) => httpMethod === 'POST');
  if (!embed || !button) return [];
  const readToken = `node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).dialogToken'`;
  return [
    '',
    'Or by hand: fetch the first one with its token, read its embed, and press its button:',
    '',
    `TOKEN=$(curl -s -H 'X-Persona: ${persona}' ${url}/dialogporten/api/v1/enduser/dialogs/${id} | ${readToken})`,
    `curl -s -H "Authorization: Bearer $TOKEN" '${embed.value}'`,
    `curl -i -X POST -H "Authorization: Bearer $TOKEN" '${button.url}'`,
  ];
}
