import type { StandIn } from '../stand-in.js';
import { openLicenceDialogs } from './demo-dialogs.js';
import { licenceDesk } from './desk.js';
import { samplePolicy } from './policy.js';

/** The sample's half of the stand-in: the municipality, and its applications for licences. */
export const servingLicenceStandIn: StandIn = {
  policy: samplePolicy,
  desk: licenceDesk,
  openDialogs: openLicenceDialogs,
};
