import { HandMade } from '../hand-made/hand-made.js';
import { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { postgresCpuMs, startPostgres } from '../postgres.js';
import { Scope } from '../scope.js';
import { measureEmbedded, measureLatency } from './latency.js';
import { Service, startService } from '../service.js';
import { measureThroughput } from './throughput.js';

/** What it costs to change a dialog: on PostgreSQL, with one replica and with two, and on the embedded database. */
export async function measureChanges(outer: Scope, platform: Platform): Promise<void> {
  const scope = new Scope(outer);
  const http = new HttpClient();
  scope.add(() => http.close());
  try {
    const databaseUrl = await startPostgres(scope);
    const service = await Service.start(scope, platform, { databaseUrl });
    const serviceUrl = service.url;
    await measureLatency({
      http,
      platform,
      serviceUrl,
      databaseUrl,
      handMade: await HandMade.start(scope, platform, databaseUrl),
      serviceCpuMs: () => service.cpuMs(),
      postgresCpuMs: () => postgresCpuMs(databaseUrl),
    });
    const urls = [serviceUrl, await startService(scope, platform, databaseUrl)] as const;
    await measureThroughput({ http, platform, urls, databaseUrl });
    await measureEmbedded({ http, platform, serviceUrl: await startService(scope, platform) });
  } finally {
    await scope.close();
  }
}
