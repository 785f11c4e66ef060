import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What the browser loads. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

const page = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));

let made: Promise<Bundle> | undefined;

/** The page's modules and styles, with what they use from npm, as one file each. Made when first asked for. */
export function bundle(): Promise<Bundle> {
  made ??= makeBundle();
  return made;
}

async function makeBundle(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [page('portal.ts'), page('portal.css')],
    outdir: page('.'),
    tsconfig: page('tsconfig.json'),
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
  });
  const [script, style] = ['.js', '.css'].map((ending) => outputFiles.find(({ path }) => path.endsWith(ending))!.text);
  return { script: script!, style: style! };
}
