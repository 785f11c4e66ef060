import { html, type Html } from './html.js';

/** A dialog token taken apart: header, claims, and the actions that it grants. */
export function tokenSection(token: string): Html {
  const [header, claims] = token.split('.').slice(0, 2).map(decode);
  const actions = String(claims?.['a'] ?? '')
    .split(';')
    .filter(Boolean);
  return html`<h2>Dialog token</h2>
    <h3>Header</h3>
    <pre>${JSON.stringify(header, null, 2)}</pre>
    <h3>Claims</h3>
    <pre>${JSON.stringify(claims, null, 2)}</pre>
    <h3>Actions</h3>
    <ul>
      ${actions.map((action) => html`<li><code>${action}</code></li>`)}
    </ul>
    <details>
      <summary>As it is sent</summary>
      <pre>${token}</pre>
    </details>`;
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
}
