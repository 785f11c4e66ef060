import { servingLicenceStandIn } from './sample/index.js';
import type { StandIn } from './stand-in.js';

/** The kinds of dialog that the stand-in knows of. The sample is one: put your own in its place. */
export const standIns: readonly StandIn[] = [servingLicenceStandIn];
