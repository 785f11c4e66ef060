/** The archive of the agency, which the enclosures are read from: the test has put them there, as the sender does. */
export const archive = new Map<string, Buffer>();
