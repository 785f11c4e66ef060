import { readFileSync, writeFileSync } from 'node:fs';

/** One thing that a reader of a guide does, or sees. */
export type GuideStep =
  | { readonly kind: 'commands'; readonly lines: readonly string[] }
  | { readonly kind: 'change'; readonly file: string; readonly lines: readonly string[] }
  | { readonly kind: 'output'; readonly lines: readonly string[] };

/** A block of code, and the text before it. */
const block = /(?<before>[^]*?)^```(?<language>\w+)\n(?<code>[^]*?)^```$/gm;

/** A file of the repository, in code font. */
const path = /`(?<file>[\w.-]+(?:\/[\w.-]+)+)`/g;

/**
 * The steps of a guide in order: `sh` is run, `diff` changes the file that the text last named, `text` is the output of
 * the command before it.
 */
export function stepsOf(guide: string): readonly GuideStep[] {
  const steps: GuideStep[] = [];
  let file: string | undefined;
  for (const { groups } of guide.matchAll(block)) {
    const { before, language, code } = groups as Record<'before' | 'language' | 'code', string>;
    file = [...before.matchAll(path)].at(-1)?.groups!['file'] ?? file;
    const lines = code.split('\n').slice(0, -1);
    if (language === 'sh') steps.push({ kind: 'commands', lines });
    else if (language === 'text') steps.push({ kind: 'output', lines });
    else if (language === 'diff' && file !== undefined) steps.push({ kind: 'change', file, lines });
    else throw new Error(`the guide has a block of ${language} that nobody could follow`);
  }
  return steps;
}

/** Makes a change as a reader does: finds the lines that are there, and has the others in their place. */
export function applyChange(file: URL, lines: readonly string[]): void {
  const without = (mark: string) =>
    lines
      .filter((line) => !line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const parts = `\n${readFileSync(file, 'utf8')}`.split(`\n${without('+')}`);
  if (parts.length !== 2)
    throw new Error(`${file.pathname} has these lines ${parts.length - 1} times:\n${without('+')}`);
  writeFileSync(file, parts.join(`\n${without('-')}`).slice(1));
}
