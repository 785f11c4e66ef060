import 'reflect-metadata';
import { serve } from '../../src/serve.js';
import { officialLetterFeature } from '../official-letter/src/index.js';

await serve([officialLetterFeature]);
