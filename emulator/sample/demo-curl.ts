import type { Sample } from './demo-samples.js';

/** What the demo prints when it is ready: where to look, and three commands to paste. */
export function curlWalk(emulatorUrl: string, serviceUrl: string, samples: readonly Sample[]): string {
  const [first] = samples;
  if (first === undefined) throw new Error('the demo has samples');
  const readToken = `node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).dialogToken'`;
  const dialog = `${emulatorUrl}/dialogporten/api/v1/enduser/dialogs/${first.id}`;
  return [
    '',
    `The portal: ${emulatorUrl}`,
    `The service: ${serviceUrl} (its API: ${serviceUrl}/docs)`,
    '',
    'Three sample dialogs:',
    ...samples.map(({ id, description }) => `  ${id}  ${description}`),
    '',
    'As the general manager, fetch the first dialog with its token, read its embed, and press its button:',
    '',
    `TOKEN=$(curl -s -H 'X-Persona: daglig-leder' ${dialog} | ${readToken})`,
    `curl -s -H "Authorization: Bearer $TOKEN" '${serviceUrl}/embeds/dialogs/${first.id}?lang=en'`,
    `curl -i -X POST -H "Authorization: Bearer $TOKEN" ${serviceUrl}/dialogs/${first.id}/actions/confirm`,
    '',
    'Stop with Ctrl+C.',
  ].join('\n');
}
