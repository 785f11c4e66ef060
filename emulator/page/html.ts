/** Markup that is safe to send: everything in it was written here or escaped. */
export class Html {
  constructor(readonly markup: string) {}
}

type Insert = Html | readonly Html[] | string | number | undefined;

/** Builds markup; every inserted text is escaped, and only other {@link Html} goes in as it is. */
export function html(literals: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  return new Html(literals.reduce((markup, literal, index) => markup + markupOf(inserts[index - 1]) + literal));
}

function markupOf(insert: Insert): string {
  if (insert === undefined) return '';
  if (insert instanceof Html) return insert.markup;
  if (typeof insert === 'object') return insert.map(({ markup }) => markup).join('');
  return escape(String(insert));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
