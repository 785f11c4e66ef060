import 'reflect-metadata';
import { serve } from '../../src/serve.js';
import { chargedTallyFeature } from '../effects/charged-tally.js';

await serve([chargedTallyFeature]);
