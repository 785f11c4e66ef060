import { html, nothing, type TemplateResult } from 'lit-html';
import { folders } from '../folders.js';
import { languages } from '../language.js';
import type { Portal } from '../portal-state.js';
import { dialogView } from './dialog-view.js';
import { inboxView } from './inbox-view.js';
import { personasView } from './personas-view.js';

const languageNames = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' };

/** The whole page. */
export function frameView(portal: Portal): TemplateResult {
  const { persona, snackbar, opened } = portal;
  return html`
    <header class="site-header">
      <a class="brand" href=${persona ? portal.pathOf('inbox') : '/'}>
        <span class="brand-mark" aria-hidden="true"></span>Dialogporten <small>stand-in</small>
      </a>
      <div class="site-header-end">${languageSwitch(portal)} ${persona ? account(portal) : nothing}</div>
    </header>
    <div class="layout">
      ${persona ? navigation(portal) : nothing}
      <main tabindex="-1">${portal.isFailed ? failureView(portal) : contentView(portal)}</main>
    </div>
    <p class="ds-sr-only" aria-live="polite">${opened?.announcement}</p>
    <div class="snackbar" role="status">
      ${
        snackbar.message === undefined
          ? nothing
          : html`<div class="ds-alert" data-color=${snackbar.severity} data-size="sm">${snackbar.message}</div>`
      }
    </div>
  `;
}

function contentView(portal: Portal): TemplateResult {
  if (!portal.persona) return personasView(portal);
  return portal.opened ? dialogView(portal, portal.opened) : inboxView(portal);
}

function failureView({ texts }: Portal): TemplateResult {
  return html`<div class="ds-alert" data-color="danger">
    <h1 class="ds-heading" data-size="xs">${texts.unavailable}</h1>
  </div>`;
}

function languageSwitch(portal: Portal): TemplateResult {
  return html`
    <label class="language">
      <span class="ds-sr-only">${portal.texts.language}</span>
      <select
        class="ds-input"
        data-size="sm"
        @change=${(event: Event) =>
          portal.speak(languages.find((one) => one === (event.target as HTMLSelectElement).value) ?? 'nb')}
      >
        ${languages.map(
          (language) =>
            html`<option value=${language} lang=${language} ?selected=${language === portal.language}>
              ${languageNames[language]}
            </option>`,
        )}
      </select>
    </label>
  `;
}

function account(portal: Portal): TemplateResult {
  const { texts, opened } = portal;
  const { name, level, higher } = portal.persona!;
  const higherPath = opened ? portal.dialogPath(opened.id, higher) : `/portal/${higher}/${portal.folder}`;
  return html`
    <details class="menu account">
      <summary>
        <span class="avatar" aria-hidden="true">${name.charAt(0)}</span>
        <span>${name} <small>${texts.level} ${level}</small></span>
      </summary>
      <ul class="account-menu">
        ${higher ? html`<li><a class="ds-link" href=${higherPath}>${texts.logInHigher}</a></li>` : nothing}
        <li><a class="ds-link" href="/">${texts.changePersona}</a></li>
      </ul>
    </details>
  `;
}

function navigation(portal: Portal): TemplateResult {
  return html`
    <nav class="folders" aria-label=${portal.texts.folders}>
      <ul>
        ${folders.map(
          (folder) => html`
            <li>
              <a href=${portal.pathOf(folder)} aria-current=${folder === portal.folder ? 'page' : nothing}>
                <span class="icon icon-${folder}" aria-hidden="true"></span>${portal.texts[folder]}
              </a>
            </li>
          `,
        )}
      </ul>
    </nav>
  `;
}
