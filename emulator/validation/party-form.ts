/** The error for a party or actor of another form. */
export const partyForm =
  'must be the URN of an organisation, a person, an e-mail user of ID-porten or a self-identified user, with a valid value.';
