/** What a party or actor that is none is told. */
export const partyForm =
  'must be the URN of an organisation, a person, an e-mail user of ID-porten or a self-identified user, with a valid value.';
