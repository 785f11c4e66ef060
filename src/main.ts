import 'reflect-metadata';
import { features } from './app.module.js';
import { serve } from './serve.js';

await serve(features);
