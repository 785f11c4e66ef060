import 'reflect-metadata';
import { serve } from '../../src/serve.js';
import { tallyFeature } from '../tally/index.js';

await serve([tallyFeature]);
