/**
 * How far a change has come when its request is answered: Dialogporten has it (204), or we have it and Dialogporten
 * will (202).
 */
export type Outcome = 'made' | 'accepted';
