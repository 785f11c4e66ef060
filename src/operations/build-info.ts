import { existsSync, readFileSync } from 'node:fs';

/** The name and version of the running package. */
export interface BuildInfo {
  readonly name: string;
  readonly version: string;
}

/** The nearest package.json above this file: how far above, depends on where it was compiled to. */
function packageFile(folder = new URL('../', import.meta.url)): URL {
  const file = new URL('package.json', folder);
  return existsSync(file) ? file : packageFile(new URL('../', folder));
}

/** The running package, by its package.json. */
export const buildInfo: BuildInfo = JSON.parse(readFileSync(packageFile(), 'utf8')) as BuildInfo;
