import type { Type } from '@nestjs/common';

/** One kind of dialog, as the application takes it in: what `app.module.ts` lists, and a test may bring along. */
export interface Feature {
  /** Registers a definition (`DialogsModule.forFeature`) and has the controllers of its dialogs. */
  readonly module: Type;
  /**
   * What settings are where the environment says nothing, outside production: so that it runs on a developer's machine,
   * against the stand-in platform.
   */
  readonly localSettings: Readonly<Record<string, string>>;
}
