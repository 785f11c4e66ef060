import { Matches } from 'class-validator';

/** Holds a field of a DTO to the form of a service resource. Whether it is one of ours is for the service to say. */
export const IsServiceResource = () => Matches(/^urn:altinn:resource:[A-Za-z0-9_-]{1,200}$/);
