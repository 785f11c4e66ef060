import type { Type } from '@nestjs/common';
import type { OwnTables } from './database/drizzle.js';
import type { DialogDefinition } from './dialogs/dialog-definition.js';

/** One kind of dialog, as the application takes it in: what `app.module.ts` lists, and a test may bring along. */
export interface Feature {
  /** Registers a definition (`DialogsModule.forFeature`) and has the controllers of its dialogs. */
  readonly module: Type;
  /** Those that the module registers: `npm run check` looks with them at what is stored. */
  readonly definitions: readonly DialogDefinition[];
  /** Tables of its own, for a kind of dialog whose state is not all that it keeps. */
  readonly tables?: OwnTables;
  /**
   * Defaults of the settings outside production: so that the feature runs on a developer's machine, against the
   * stand-in platform.
   */
  readonly localSettings: Readonly<Record<string, string>>;
}

/** The tables that kinds of dialog have for themselves. */
export function ownTablesOf(features: readonly Feature[]): readonly OwnTables[] {
  return features.flatMap(({ tables }) => tables ?? []);
}
