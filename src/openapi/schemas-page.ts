import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import type { HtmlPage } from '../pages/html-page.js';
import type { Language, Texts } from '../http/languages.js';
import type { DocumentedEndpoint } from './dialog-endpoint-schemas.js';

export const schemasPageTexts = {
  title: { nb: 'For sluttbrukersystemer', nn: 'For sluttbrukarsystem', en: 'For end-user systems' },
  lead: {
    nb: 'Disse endepunktene kalles med dialogtokenet fra Dialogporten, som «Authorization: Bearer …», og et innhold i JSON.',
    nn: 'Desse endepunkta blir kalla med dialogtokenet frå Dialogporten, som «Authorization: Bearer …», og eit innhald i JSON.',
    en: 'These endpoints are called with the dialog token from Dialogporten, as “Authorization: Bearer …”, and a body in JSON.',
  },
  actions: { nb: 'Tokenet må gi', nn: 'Tokenet må gi', en: 'The token must grant' },
  request: { nb: 'Innhold', nn: 'Innhald', en: 'Body' },
  response: { nb: 'Svar', nn: 'Svar', en: 'Answer' },
} as const satisfies Record<string, Texts>;

export interface SchemasPageOptions {
  readonly language: Language;
  /** Folder of the schemas, relative to the page, and so independent of our public URL. */
  readonly folder: string;
}

/** The endpoints for end-user systems, and the bodies they take. */
export function schemasPage(
  endpoints: readonly DocumentedEndpoint[],
  { language, folder }: SchemasPageOptions,
): HtmlPage {
  const { title, lead } = schemasPageTexts;
  const body = [
    h('main', [h('h1', title[language]), h('p', lead[language]), ...endpoints.flatMap(endpointOf(language, folder))]),
  ];
  return { language, title: title[language], body };
}

const endpointOf =
  (language: Language, folder: string) =>
  ({ method, path, description, actions, request, response }: DocumentedEndpoint): ElementContent[] => [
    h('h2', [h('code', `${method} ${path}`)]),
    ...(description === '' ? [] : [h('p', { lang: 'en' }, description)]),
    h('dl', [
      h('dt', schemasPageTexts.actions[language]),
      h('dd', [h('code', actions.join(' '))]),
      h('dt', schemasPageTexts.request[language]),
      h('dd', [schemaLink(folder, request)]),
      ...(response === undefined
        ? []
        : [h('dt', schemasPageTexts.response[language]), h('dd', [schemaLink(folder, response)])]),
    ]),
  ];

function schemaLink(folder: string, name: string): ElementContent {
  return h('a', { href: `${folder}${name}.json` }, name);
}
