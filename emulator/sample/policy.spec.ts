import { holdRegistration } from '../../test/support/registration.js';
import { samplePolicy } from './policy.js';

holdRegistration(samplePolicy, new URL('resource/', import.meta.url));
