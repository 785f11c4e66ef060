import { partyName } from '../registers/parties.js';
import type { Policy } from '../policy.js';
import type { Dialog } from '../model/dialog.js';
import type { Desk, DeskDialog } from './desk.js';
import type { DeskChange } from './desk-options.js';
import { type Html, html } from '../page/html.js';

/** Contents of the page. */
export interface DeskContent {
  readonly policy: Policy;
  readonly desk: Desk;
  /** None: the service does not answer. */
  readonly dialogs: readonly DeskDialog[] | undefined;
  /** A dialog as it is in Dialogporten. */
  readonly delivered: (id: string) => Dialog | undefined;
}

/** The whole document. */
export function deskPage({ policy, desk, dialogs, delivered }: DeskContent): string {
  const body = html`<header class="site-header">
      <a class="brand" href="/"
        ><span class="brand-mark" aria-hidden="true"></span>Dialogporten <small>stand-in</small></a
      >
      <a class="ds-link" href="/">To the portal</a>
    </header>
    <main class="desk">
      <div>
        <h1 class="ds-heading" data-size="md">The service owner’s desk</h1>
        <p class="ds-paragraph muted">
          What the agency’s own system does, by the service’s <code>/service-owner</code> routes at
          ${desk.options.serviceUrl}.
        </p>
      </div>
      ${desk.lastOutcome === undefined ? undefined : html`<div class="ds-alert" role="status">${desk.lastOutcome}</div>`}
      <section>
        <h2 class="ds-heading" data-size="xs">Open a dialog</h2>
        <form class="open" method="post" action="/desk/dialogs">
          <label
            >For
            <select class="ds-input" name="party">
              ${partiesOf(policy).map((party) => html`<option value="${party}">${partyName(policy, party)}</option>`)}
            </select></label
          >
          <label>Case number <input class="ds-input" name="externalReference" autocomplete="off" /></label>
          <button class="ds-button">Open</button>
        </form>
      </section>
      <section>
        <h2 class="ds-heading" data-size="xs">Dialogs</h2>
        ${dialogTable(dialogs, desk.options.changes, policy, delivered)}
      </section>
    </main>`;
  return `<!doctype html>
<html lang="en" data-color-scheme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The service owner’s desk</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/portal.css">
</head>
<body>
${body.markup}
</body>
</html>
`;
}

function dialogTable(
  dialogs: DeskContent['dialogs'],
  changes: readonly DeskChange[],
  policy: Policy,
  delivered: DeskContent['delivered'],
): Html {
  if (dialogs === undefined) return html`<div class="ds-alert" data-color="danger">The service does not answer.</div>`;
  if (dialogs.length === 0) return html`<p class="ds-paragraph">There are none yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Dialogs">
    <table class="ds-table" data-size="sm" data-color="neutral">
      <thead>
        <tr>
          <th scope="col">Dialog</th>
          <th scope="col">Party</th>
          <th scope="col">State</th>
          <th scope="col">Delivery</th>
          <th scope="col">In the portal, as</th>
          <th scope="col">What to do</th>
        </tr>
      </thead>
      <tbody>
        ${dialogs.map((dialog) => dialogRow(dialog, changes, policy, delivered(dialog.id)))}
      </tbody>
    </table>
  </div>`;
}

function dialogRow(
  { id, described }: DeskDialog,
  changes: readonly DeskChange[],
  policy: Policy,
  delivered: Dialog | undefined,
): Html {
  const title = delivered?.content.title?.value[0]?.value ?? described?.externalReference ?? 'Untitled';
  const party = described?.party ?? delivered?.party ?? '';
  const readers = delivered
    ? policy.personas.filter(({ roles, systemUser }) => !systemUser && roles.some((held) => held.party === party))
    : [];
  return html`<tr>
    <td>${title}<br /><code>${id}</code><br /><small>${described?.externalReference}</small></td>
    <td>${partyName(policy, party)}</td>
    <td>${described?.state ?? html`<span class="badge" data-color="danger">unknown to the service</span>`}</td>
    <td>${deliveryOf(described)}</td>
    <td>
      ${readers.map(
        ({ id: persona, name, level }) =>
          html`<small><a class="ds-link" href="/portal/${persona}/inbox/${id}">${name}, level ${level}</a></small
            ><br />`,
      )}
    </td>
    <td>
      ${changes
        .filter(({ states }) => states.includes(described?.state ?? ''))
        .map((change) => changeForm(id, change, changes.indexOf(change)))}
    </td>
  </tr>`;
}

const deliveryColors = { delivered: 'success', waiting: 'warning', rejected: 'danger', gone: 'neutral' } as const;

function deliveryOf(described: DeskDialog['described']): Html | undefined {
  if (described === undefined) return undefined;
  const { status, failedAttempts, reason } = described.delivery;
  return html`<span class="badge" data-color="${deliveryColors[status]}">${status}</span>
    ${failedAttempts ? html`<br /><small>${failedAttempts} attempts have failed</small>` : undefined}
    ${reason === undefined ? undefined : html`<br /><small>${reason}</small>`}
    ${status === 'rejected' ? html`<br /><small><code>npm run dead-letters -- redrive</code> tries again</small>` : undefined}`;
}

function changeForm(id: string, { title, texts, choices }: DeskChange, position: number): Html {
  return html`<form class="change" method="post" action="/desk/dialogs/${id}/changes/${position}" aria-label="${title}">
    ${texts.map(
      ({ name, label }) => html`<label>${label} <input class="ds-input" name="${name}" autocomplete="off" /></label>`,
    )}
    ${choices.map(
      ({ label }, choice) =>
        html`<button class="ds-button" data-size="sm" data-variant="secondary" name="choice" value="${choice}">
          ${label}
        </button>`,
    )}
  </form>`;
}

/** Every party that some persona may act for. */
function partiesOf({ personas }: Policy): string[] {
  return [...new Set(personas.flatMap(({ roles }) => roles.map(({ party }) => party)))];
}
