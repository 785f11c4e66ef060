import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Files of the repository by their paths, with another content than they have. */
export type Changes = ReadonlyMap<string, string>;

/**
 * A file after what a block of the documentation shows: lines with a minus are taken out, lines with a plus put in, the
 * others are where.
 *
 * @throws where they are not in the file exactly once
 */
export function applyDiff(text: string, diff: string): string {
  const side = (sign: string) =>
    diff
      .split('\n')
      .flatMap((line) => (line.startsWith(sign) ? [] : [line.slice(1)]))
      .join('\n');
  const parts = text.split(`${side('+')}\n`);
  if (parts.length !== 2) throw new Error(`this is there ${parts.length - 1} times:\n${side('+')}`);
  return parts.join(`${side('-')}\n`);
}

const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  { noEmit: true },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
)!;
const asModules = { ...options, module: ts.ModuleKind.ES2022, moduleResolution: ts.ModuleResolutionKind.Bundler };
const unchanged = new Map<string, ts.SourceFile | undefined>();

/** Files of the sample, by name, that the compiler refuses after the changes. */
export function refusedFiles(changes: Changes, asked: (path: string) => boolean): string[] {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (fileName, languageVersion, ...rest) => {
    const changed = changes.get(relative(root, fileName));
    if (changed !== undefined) return ts.createSourceFile(fileName, changed, languageVersion);
    if (!unchanged.has(fileName)) unchanged.set(fileName, read(fileName, languageVersion, ...rest));
    return unchanged.get(fileName);
  };
  const rootNames = fileNames.filter((fileName) => asked(relative(root, fileName)));
  const program = ts.createProgram({ rootNames, options, host });
  const refused = rootNames.filter((fileName) => {
    const file = program.getSourceFile(fileName);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].length > 0;
  });
  return refused.map((fileName) => relative(root, fileName)).toSorted();
}

/** The compiled service with changed files, as a program that `ServiceProcess` starts. */
export async function changedProgram(changes: Changes): Promise<{ program: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'changed-sample-'));
  await cp(join(root, 'dist-programs/src'), join(folder, 'src'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [path, text] of changes) {
    const { outputText } = ts.transpileModule(text, { compilerOptions: asModules, fileName: path });
    await writeFile(join(folder, path.replace(/\.ts$/, '.js')), outputText);
  }
  return {
    program: relative(join(root, 'dist-programs'), join(folder, 'src/main.js')),
    remove: () => rm(folder, { recursive: true }),
  };
}
