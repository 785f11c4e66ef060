import { html, type Html } from '../page/html.js';
import type { Persona } from '../policy.js';
import { isEmailAskedFor, levelAskedFor } from './login-level.js';

/** The people that can log in as they are asked to: each once for every level that they can log in at. */
export function peopleIn(personas: readonly Persona[], acr: unknown): readonly Persona[] {
  return personas.filter(
    ({ consumer, systemUser, level }) =>
      !systemUser && consumer.startsWith('urn:altinn:person:') && (level > 0 || isEmailAskedFor(acr)),
  );
}

/** The page on which a persona is chosen. */
export function loginPage(personas: readonly Persona[], action: string, acr: unknown): string {
  return document(
    'Log in',
    html`<h1 class="ds-heading" data-size="md">ID-porten, the stand-in’s</h1>
      <p class="muted">Level ${levelAskedFor(acr)} is asked for. Choose who you are.</p>
      <form method="post" action="${action}">
        <ul class="personas">
          ${peopleIn(personas, acr).map(
            ({ id, name, description, level }) =>
              html`<li>
                <button class="ds-button" data-variant="secondary" name="persona" value="${id}">
                  <strong>${name}</strong> (level ${level})<br /><span class="muted">${description}</span>
                </button>
              </li>`,
          )}
        </ul>
      </form>`,
  );
}

/**
 * The page on which a logout is confirmed. Meanwhile the frames tell every service that they are logged in at, which
 * ID-porten calls front-channel logout.
 */
export function logoutPage(form: string, frames: readonly string[]): string {
  return document(
    'Log out',
    html`<h1 class="ds-heading" data-size="md">ID-porten, the stand-in’s</h1>
      <p>Log out of ID-porten, too?</p>
      ${frames.map((address) => html`<iframe hidden title="logout" src="${address}"></iframe>`)}`,
    `${form}<p><button class="ds-button" form="op.logoutForm" name="logout" value="yes">Log out</button></p>`,
  );
}

export function loggedOutPage(): string {
  return document('Logged out', html`<h1 class="ds-heading" data-size="md">You are logged out of ID-porten</h1>`);
}

export function errorPage(error: string): string {
  return document(
    'Error',
    html`<h1 class="ds-heading" data-size="md">ID-porten, the stand-in’s</h1>
      <p>${error}</p>`,
  );
}

/** @param trusted markup that oidc-provider has written */
function document(title: string, body: Html, trusted = ''): string {
  return `<!doctype html>
<html lang="en" data-color-scheme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/portal.css">
</head>
<body>
<main class="login">
${body.markup}
${trusted}
</main>
</body>
</html>`;
}
