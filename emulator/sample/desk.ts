import type { DeskOptions } from '../desk/desk-options.js';
import { servingLicenceBackend } from './clients.js';

/** The municipality's desk: it decides on applications. */
export function licenceDesk(serviceUrl: string): DeskOptions {
  return {
    serviceUrl,
    client: servingLicenceBackend,
    scope: 'serving-licence:dialogs.write',
    changes: [
      {
        title: 'Decide',
        path: 'decision',
        states: ['awaiting-decision'],
        texts: [{ name: 'reason', label: 'Reason' }],
        choices: [
          { label: 'Grant', body: { granted: true } },
          { label: 'Refuse', body: { granted: false } },
        ],
      },
    ],
  };
}
