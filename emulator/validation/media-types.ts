import type { RuleContext } from './violations.js';

/** The media types that a kind of text may have, for that caller. */
export type MediaTypes = (context: RuleContext) => readonly string[];

/** Prefix of all front channel embeds, the older spellings included. */
export const embedPrefix = 'application/vnd.dialogporten.frontchannelembed';

const markdownEmbed = `${embedPrefix}-url;type=text/markdown`;
const htmlEmbed = `${embedPrefix}-url;type=text/html`;
const currentByOlder: Readonly<Record<string, string>> = {
  [`${embedPrefix}+json;type=markdown`]: markdownEmbed,
  [`${embedPrefix}+json;type=html`]: htmlEmbed,
};

const older = Object.keys(currentByOlder);

/** Plain text. */
export const plain: MediaTypes = () => ['text/plain'];

/** Plain text or markdown; HTML with a scope of its own. */
export const rich: MediaTypes = ({ mayEmbedHtml }) => [
  'text/plain',
  'text/markdown',
  ...(mayEmbedHtml ? ['text/html'] : []),
];

/** A front channel embed: markdown, in the older spelling too; HTML with a scope of its own. */
export const embeds: MediaTypes = ({ mayEmbedHtml }) =>
  mayEmbedHtml ? [markdownEmbed, htmlEmbed, ...older] : [markdownEmbed, older[0]!];

/** The spelling that a media type is read back with. */
export function currentMediaType(mediaType: string): string {
  return currentByOlder[mediaType] ?? mediaType;
}
