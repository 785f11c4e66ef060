import type {
  BlockContent,
  Blockquote,
  Heading,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  Strong,
  Text,
} from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown } from 'mdast-util-to-markdown';

/**
 * Builders for embeds. An embed is made as a tree and written as CommonMark at the end, so whatever stands in a text
 * stays text: nothing in it is ever read as markdown, HTML or, by a portal that knows GitHub's flavour, as a link.
 */
export type Embed = Root;

export type EmbedBlock = Heading | Paragraph | List | Blockquote;

/** Characters that show nothing, or turn the direction of what follows (Unicode category Cf). */
const invisible = /\p{Cf}/gu;

/** White space of every kind, and control characters. */
const blank = /[\s\p{Cc}]+/gu;

/** What GitHub's flavour makes a link of wherever it stands, escaped or not, except in code. */
const linkLike = /((?:https?:\/\/|www\.)\S*|\S+@\S+)/gi;

/** A text as it can be seen: without invisible characters, and with one space for every run of white space. */
export function visible(value: string): string {
  return value.replace(invisible, '').replace(blank, ' ').trim();
}

/** A text from anywhere: a person, another system, us. */
export function text(value: string): PhrasingContent[] {
  return visible(value)
    .split(linkLike)
    .map((part, index) => ({ type: index % 2 === 1 ? 'inlineCode' : 'text', value: part }) as const)
    .filter((part) => part.value !== '');
}

export function heading(depth: 1 | 2 | 3, value: string): Heading {
  return { type: 'heading', depth, children: text(value) };
}

export function paragraph(value: string): Paragraph {
  return { type: 'paragraph', children: text(value) };
}

/** Somebody's own words. */
export function quotation(value: string): Blockquote {
  return { type: 'blockquote', children: [paragraph(value)] };
}

/** A list of names with their values. */
export function facts(...pairs: readonly (readonly [name: string, value: string])[]): List {
  return { type: 'list', ordered: false, spread: false, children: pairs.map(fact) };
}

function fact([name, value]: readonly [name: string, value: string]): ListItem {
  const label: Strong = { type: 'strong', children: text(`${name}:`) };
  const gap: Text = { type: 'text', value: ' ' };
  return { type: 'listItem', spread: false, children: [{ type: 'paragraph', children: [label, gap, ...text(value)] }] };
}

export function embed(...children: readonly (EmbedBlock & BlockContent)[]): Embed {
  return { type: 'root', children: [...children] };
}

const options: Options = { extensions: [gfmToMarkdown()], bullet: '-', emphasis: '_', rule: '-' };

/** The embed as CommonMark 0.31.2. */
export function writeMarkdown(tree: Embed): string {
  return toMarkdown(tree, options);
}
