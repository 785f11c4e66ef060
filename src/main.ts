import 'reflect-metadata';
import { createApp } from './app.js';
import { loadSettings } from './config/settings.js';
import { createLogger } from './operations/logger.js';

try {
  const settings = loadSettings(process.env);
  const logger = createLogger(settings.LOG_LEVEL);
  const app = await createApp(settings, logger);
  await app.listen(settings.PORT, settings.HOST);
  logger.info({ msg: 'listening', url: await app.getUrl() });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
