/** A service resource under a name that Altinn's resource registry takes: four or more of `a-z`, `0-9`, `_` and `-`. */
export const serviceResourceForm = /^urn:altinn:resource:[a-z0-9_-]{4,}$/;
