import { holdRegistration } from '../../support/registration.js';
import { newDialogPolicy } from './policy.js';

holdRegistration(newDialogPolicy, new URL('resource/', import.meta.url));
