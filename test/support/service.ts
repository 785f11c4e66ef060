import { features } from '../../src/app.module.js';
import { createApp } from '../../src/app.js';
import { loadSettings, localSettingsOf } from '../../src/config/load-settings.js';
import { createLogger } from '../../src/logging/logger.js';
import type { Feature } from '../../src/feature.js';
import type { Emulator } from '../../emulator/emulator.js';
import { watchAgreement } from './agreement.js';
import { freePort } from './postgres-server.js';
import { sharedDatabase } from './postgres.js';

/** The service, running in this process. */
export interface TestService {
  readonly url: string;
  /** Every line that it has logged. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts the service as `main.ts` does, in this process, against that stand-in and, unless the settings say otherwise, a
 * new PostgreSQL database. Every answer that it gives is held against its OpenAPI document, by the time that it stops.
 */
export async function startService(
  emulator: Emulator,
  given: Record<string, string> = {},
  included: readonly Feature[] = features,
): Promise<TestService> {
  const port = given['PORT'] ?? String(await freePort());
  const log: string[] = [];
  const environment = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: port,
    LOG_LEVEL: 'debug',
    // As long as may be: a busy machine makes no 202 of a 204.
    WRITE_ACTION_TIMEOUT_MS: '10000',
    DIALOGPORTEN_BASE_URL: `${emulator.url}/dialogporten`,
    MASKINPORTEN_ISSUER: `${emulator.url}/maskinporten/`,
    IDPORTEN_ISSUER: `${emulator.url}/idporten`,
    ALTINN_AUTHORIZATION_URL: `${emulator.url}/authorization/api/v1/authorize`,
    ...('DATA_DIR' in given ? {} : { DATABASE_URL: await sharedDatabase() }),
    ...given,
  };
  const settings = loadSettings(environment, localSettingsOf(included));
  const app = await createApp(
    settings,
    createLogger(settings.LOG_LEVEL, { write: (line) => void log.push(line) }),
    included,
  );
  const agreement = watchAgreement(app);
  await app.listen(settings.PORT, settings.HOST);
  return {
    url: `http://localhost:${port}`,
    log,
    async stop() {
      await app.close();
      agreement.hold();
    },
  };
}
