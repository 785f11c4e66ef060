import type { FastifyInstance } from 'fastify';
import { searchLimits } from '../dialogs/search-filter.js';
import { inPreferredLanguage } from '../end-user/preferred-language.js';
import type { Platform } from '../platform.js';
import { serviceCatalogue } from '../registers/services.js';

/** Public metadata of Dialogporten. */
export function metadataRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/limits', () => searchLimits);
    app.get('/serviceresources', ({ headers }) =>
      inPreferredLanguage(serviceCatalogue(platform), headers['accept-language']),
    );
  };
}
