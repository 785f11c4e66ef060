import type { Language } from './language.js';
import { en } from './texts/en.js';
import { nb, type Texts } from './texts/nb.js';
import { nn } from './texts/nn.js';

export type { Texts };

/** Everything that the portal says by itself. */
export const texts: Readonly<Record<Language, Texts>> = { nb, nn, en };

/** How many attachments there are, in words. */
export function attachmentsText({ oneAttachment, attachmentCount }: Texts, count: number): string {
  return count === 1 ? oneAttachment : filled(attachmentCount, { count: String(count) });
}

/** The text that belongs to a value of an enum; a value of tomorrow goes by its own name. */
export function textOf(named: Readonly<Record<string, string>>, value: string): string {
  return named[value] ?? value;
}

/** Puts the values where the text names them. */
export function filled(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
