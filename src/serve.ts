import { createApp } from './app.js';
import { loadSettings, localSettingsOf } from './config/load-settings.js';
import { productionWarnings } from './config/production-rules.js';
import { reasonOf } from './logging/error-report.js';
import type { Feature } from './feature.js';
import { createLogger } from './logging/logger.js';
import { machineLimits, scarceIn } from './operations/machine-limits.js';
import { stopOnSignals } from './stopping.js';

/** Runs the service with these kinds of dialog, settings from the environment; ends the process when it cannot start. */
export async function serve(features: readonly Feature[]): Promise<void> {
  try {
    const settings = loadSettings(process.env, localSettingsOf(features));
    const logger = createLogger(settings.LOG_LEVEL);
    for (const warning of productionWarnings(settings)) logger.warn({ msg: 'a setting to look at', warning });
    for (const warning of scarceIn(machineLimits(), settings.DATABASE_URL === undefined)) {
      logger.warn({ msg: 'the machine gives less than the service needs', warning });
    }
    const app = await createApp(settings, logger, features);
    stopOnSignals(app, { delayMs: settings.SHUTDOWN_DELAY_MS, logger });
    await app.listen(settings.PORT, settings.HOST);
    logger.info({ msg: 'listening', url: await app.getUrl() });
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(1);
  }
}
