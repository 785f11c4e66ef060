import { type ChangesCheck, type DatabaseCheck, Readiness, type ReadinessReport } from './readiness.js';
import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

const statuses = ['ready', 'degraded', 'not-ready'] as const satisfies readonly ReadinessReport['status'][];
const ofADependency = ['ok', 'failing'];
const ofTheDatabase = ['ok', 'read-only', 'failing'] as const satisfies readonly DatabaseCheck[];
const ofChanges = [
  'ok',
  'late',
  'unreadable',
  'dialogporten-away',
  'credentials-refused',
  'clock-differs',
  'failing',
] as const satisfies readonly ChangesCheck[];

/** The {@link ReadinessReport} in OpenAPI. */
export const readinessSchema = {
  type: 'object',
  required: ['status', 'checks'],
  properties: {
    status: { type: 'string', enum: [...statuses] },
    checks: {
      type: 'object',
      required: ['keys', 'database', 'changes'],
      properties: {
        keys: { type: 'string', enum: ofADependency },
        database: { type: 'string', enum: [...ofTheDatabase] },
        changes: { type: 'string', enum: [...ofChanges] },
      },
    },
  },
};

/** Probes of an orchestrator: whether to restart the process, and whether to send it requests. */
@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Says that the process answers. Its dependencies do not matter here: a restart would not mend them. */
  @Get('live')
  @HttpCode(200)
  @ApiResponse({
    status: 200,
    description: 'Alive',
    schema: { type: 'object', required: ['status'], properties: { status: { type: 'string', enum: ['ok'] } } },
  })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Says whether requests can be served. `checks` names what is not as it should be. */
  @Get('ready')
  @ApiResponse({ status: 200, description: 'Ready, or degraded: `checks` says what is late', schema: readinessSchema })
  @ApiResponse({ status: 503, description: 'Not ready; `checks` says why', schema: readinessSchema })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    reply.header('Cache-Control', 'no-store').status(report.status === 'not-ready' ? 503 : 200);
    return report;
  }
}
