import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readiness, type ReadinessReport } from './readiness.js';

/** What an orchestrator asks: whether to restart us, and whether to send us requests. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers. What it depends on does not matter here: a restart would not mend it. */
  @Get('live')
  @HttpCode(200)
  @ApiResponse({ status: 200, description: 'Alive' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether requests can be served. */
  @Get('ready')
  @ApiResponse({ status: 200, description: 'Ready, or degraded: `checks` says what is late' })
  @ApiResponse({ status: 503, description: 'Not ready; `checks` says why' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    reply.header('Cache-Control', 'no-store').status(report.status === 'not-ready' ? 503 : 200);
    return report;
  }
}
