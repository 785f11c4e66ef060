import { html, nothing, type TemplateResult } from 'lit-html';
import type { Portal } from '../portal-state.js';

/** A page of the service leads back to `/inbox/{dialogId}`, as in the real portal, which knows who is logged in. */
const pathToOpen = () => (location.pathname.startsWith('/inbox/') ? location.pathname : '/inbox');

/** Choice of a persona, instead of a login. */
export function personasView({ personas, texts, hasDesk }: Portal): TemplateResult {
  return html`
    <h1 class="ds-heading" data-size="lg">${texts.choosePersona}</h1>
    <p class="ds-paragraph intro">${texts.personasIntro}</p>
    <ul class="personas">
      ${personas.map(
        ({ id, name, level, description }) => html`
          <li>
            <a href="/portal/${id}${pathToOpen()}">
              <span class="avatar" aria-hidden="true">${name.charAt(0)}</span>
              <strong>${name}</strong>
              <span class="muted">${texts.level} ${level}</span>
              <span class="muted" lang="en">${description}</span>
            </a>
          </li>
        `,
      )}
    </ul>
    ${
      hasDesk
        ? html`<p class="ds-paragraph muted" lang="en">
            For developers: <a class="ds-link" href="/desk">the service owner’s desk</a>, where dialogs are opened and
            decided.
          </p>`
        : nothing
    }
  `;
}
