import type { Dialog } from '../dialogs/dialog.js';
import type { endUserView } from '../end-user/dialog-view.js';
import type { Persona } from '../policy.js';
import { type Html, html } from './html.js';
import { style } from './style.js';
import { tokenSection } from './token-section.js';

/** What the page shows. */
export interface PageContent {
  readonly personas: readonly Persona[];
  readonly persona: Persona | undefined;
  /** The chosen persona's dialogs; without one, everybody's. */
  readonly dialogs: readonly Dialog[];
  readonly opened: OpenedDialog | undefined;
}

/** A dialog as the chosen persona gets it, with the token. */
export interface OpenedDialog {
  readonly view: ReturnType<typeof endUserView>;
  readonly token: string;
}

/** The whole document. */
export function page({ personas, persona, dialogs, opened }: PageContent): string {
  const body = html`<h1>The stand-in platform</h1>
    <p class="muted">Choose who you are, then a dialog, to see the token that Dialogporten would give you.</p>
    <h2>Personas</h2>
    <ul class="personas">
      ${personas.map((candidate) => personaCard(candidate, candidate === persona))}
    </ul>
    <h2>Dialogs</h2>
    ${dialogs.length === 0 ? html`<p>There are none.</p>` : dialogTable(dialogs, persona, opened?.view.id)}
    ${opened && html`${guiActionTable(opened.view.guiActions)} ${tokenSection(opened.token)}`}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The stand-in platform</title>
<style>${style}</style>
</head>
<body>
${body.markup}
</body>
</html>
`;
}

function personaCard({ id, name, description, level }: Persona, isCurrent: boolean): Html {
  return html`<li>
    <a href="/?${new URLSearchParams({ persona: id }).toString()}" ${current(isCurrent)}>
      <strong>${id}</strong>
      <p>${name}, level ${level}</p>
      <p class="muted">${description}</p>
    </a>
  </li>`;
}

function dialogTable(dialogs: readonly Dialog[], persona: Persona | undefined, openedId: string | undefined): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Title</th>
          <th scope="col">Status</th>
          <th scope="col">Party</th>
          <th scope="col">Updated</th>
        </tr>
      </thead>
      <tbody>
        ${dialogs.map(
          (dialog) =>
            html`<tr ${current(dialog.id === openedId)}>
              <td>${titleOf(dialog, persona)}<br /><code>${dialog.id}</code></td>
              <td>${dialog.deletedAt === undefined ? dialog.status : 'Deleted'}</td>
              <td><code>${dialog.party}</code></td>
              <td>${dialog.updatedAt}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function titleOf({ id, content }: Dialog, persona: Persona | undefined): Html {
  const texts = content.title?.value ?? [];
  const title = (texts.find(({ languageCode }) => languageCode === 'en') ?? texts[0])?.value;
  if (!persona) return html`${title}`;
  return html`<a href="/?${new URLSearchParams({ persona: persona.id, dialog: id }).toString()}">${title}</a>`;
}

function guiActionTable(actions: OpenedDialog['view']['guiActions']): Html {
  return html`<h2>GUI actions</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">Action</th>
            <th scope="col">Call</th>
            <th scope="col">Authorised</th>
          </tr>
        </thead>
        <tbody>
          ${actions.map(
            ({ title, action, authorizationAttribute, httpMethod, url, priority, isAuthorized }) =>
              html`<tr>
                <td>${title[0]?.value}<br /><span class="muted">${priority}</span></td>
                <td><code>${[action, authorizationAttribute].filter(Boolean).join(',')}</code></td>
                <td><code>${httpMethod} ${url}</code></td>
                <td>${isAuthorized ? 'yes' : 'no'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function current(isCurrent: boolean): Html {
  return isCurrent ? html`aria-current="true"` : html``;
}
