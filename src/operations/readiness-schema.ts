import type { ChangesCheck, DatabaseCheck, ReadinessReport } from './readiness.js';

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
