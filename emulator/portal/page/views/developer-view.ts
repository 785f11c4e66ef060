import { html, nothing, type TemplateResult } from 'lit-html';
import type { Dialog, Explanation, ProviderRequest } from '../dialog-types.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';
import { curlOf, type RecordedRequest } from '../recorder.js';
import { notesOn } from './developer-notes.js';

/**
 * Explains what the real portal does not show: the reasons for what is displayed. In English, like all texts for
 * developers.
 */
export function developerView(portal: Portal, opened: OpenDialog, dialog: Dialog): TemplateResult {
  const notes = notesOn(portal, opened, dialog);
  return html`
    <aside class="developer" lang="en" aria-label="For developers">
      <h2 class="ds-heading" data-size="xs">For developers</h2>
      <section>
        <h3 class="ds-heading" data-size="2xs">How the real portal behaves here</h3>
        <ul class="notes">
          ${notes.map((note) => html`<li>${note}</li>`)}
        </ul>
      </section>
      <section>
        <h3 class="ds-heading" data-size="2xs">Requests of the portal</h3>
        <ul class="requests">
          ${portal.recorder.requests.map((request) => requestView(portal, request))}
        </ul>
      </section>
      <section>
        <h3 class="ds-heading" data-size="2xs">Requests of the service provider to Dialogporten</h3>
        ${
          opened.providerRequests.length === 0
            ? html`<p class="muted">None about this dialog yet.</p>`
            : html`<ul class="requests">
                ${opened.providerRequests.toReversed().map(providerRequestView)}
              </ul>`
        }
      </section>
      <section>
        <h3 class="ds-heading" data-size="2xs">What is authorised, and why</h3>
        <ul class="explanations">
          ${opened.explanations.map(explanationView)}
        </ul>
      </section>
      ${tokenView(portal, dialog.dialogToken)}
    </aside>
  `;
}

function requestView(portal: Portal, request: RecordedRequest): TemplateResult {
  const { method, url, status, failed, milliseconds, problem } = request;
  const { host, pathname, search } = new URL(url);
  const outcome = failed ? 'no answer' : (status ?? '…');
  return html`
    <li>
      <span class="badge" data-color=${failed || (status ?? 0) >= 400 ? 'danger' : status ? 'success' : 'neutral'}>
        ${outcome}
      </span>
      <code>${method} ${host === location.host ? '' : host}${pathname}${search}</code>
      <span class="muted">${milliseconds === undefined ? '' : `${milliseconds} ms`}</span>
      <button
        type="button"
        class="ds-button"
        data-variant="tertiary"
        data-size="sm"
        @click=${() => copy(portal, curlOf(request))}
      >
        Copy as curl
      </button>
      ${problem === undefined ? nothing : html`<pre tabindex="0">${pretty(problem)}</pre>`}
    </li>
  `;
}

function providerRequestView({ method, path, status, at }: ProviderRequest): TemplateResult {
  const failed = status === null || status >= 400;
  return html`
    <li>
      <span class="badge" data-color=${failed ? 'danger' : 'success'}>${status ?? 'no answer'}</span>
      <code>${method} ${path.replace('/dialogporten/api/v1', '')}</code>
      <span class="muted">${at.slice(11, 19)} UTC</span>
    </li>
  `;
}

function explanationView({ action, resource, isAuthorized, allowedRoles, heldRoles }: Explanation): TemplateResult {
  const names = (roles: readonly string[]) => roles.map((role) => role.split(':').at(-1)).join(', ') || 'none';
  const held = allowedRoles.find((role) => heldRoles.includes(role));
  return html`
    <li>
      <span class="badge" data-color=${isAuthorized ? 'success' : 'danger'}>${isAuthorized ? 'yes' : 'no'}</span>
      <code>${[action, resource].filter(Boolean).join(',')}</code>
      <span class="muted">
        ${
          isAuthorized
            ? html`by the role <b>${held?.split(':').at(-1)}</b>`
            : allowedRoles.length === 0
              ? 'no rule allows it to anybody'
              : html`a rule allows it to ${names(allowedRoles)}; this persona has ${names(heldRoles)}`
        }
      </span>
    </li>
  `;
}

function tokenView(portal: Portal, token: string): TemplateResult {
  const [header, claims] = token.split('.').slice(0, 2).map(decoded);
  const minutes = (Number(claims?.['exp']) * 1000 - Date.now()) / 60_000;
  return html`
    <section>
      <h3 class="ds-heading" data-size="2xs">The dialog token</h3>
      <p class="muted">
        Good for ${Math.max(0, Math.round(minutes))} minutes; renewed every 9, and when the page is shown again.
      </p>
      <details class="ds-details" data-color="neutral">
        <summary>Header and claims</summary>
        <div>
          <pre tabindex="0">${JSON.stringify(header, null, 2)}</pre>
          <pre tabindex="0">${JSON.stringify(claims, null, 2)}</pre>
        </div>
      </details>
      <button
        type="button"
        class="ds-button"
        data-variant="tertiary"
        data-size="sm"
        @click=${() => copy(portal, token)}
      >
        Copy the token
      </button>
    </section>
  `;
}

function copy({ snackbar }: Portal, text: string): void {
  void navigator.clipboard.writeText(text).then(() => snackbar.show('Copied', 'success'));
}

function decoded(part: string): Record<string, unknown> {
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
