import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));

let made: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/**
 * Files for the browser by name: the page's modules and styles with what they import from npm. Built at the first
 * request.
 */
export function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  made ??= makeBundle();
  return made;
}

async function makeBundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [page('portal.ts'), page('portal.css')],
    outdir: page('.'),
    // The compiled program has no tsconfig.json that the page's one could extend.
    tsconfigRaw: {},
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    loader: { '.woff2': 'file' },
    legalComments: 'none',
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
