import rulesets from '@stoplight/spectral-rulesets';

/** The rules that Spectral holds our OpenAPI document to: all that it recommends. */
export default {
  extends: [[rulesets.oas, 'recommended']],
  rules: {
    // It takes the actions of `dialog-token` for scopes that a flow has to list. OpenAPI 3.1 lets every scheme have roles,
    // which nothing lists (stoplightio/spectral#2643); that the scheme exists is among the rules of Redocly.
    'oas3-operation-security-defined': 'off',
  },
};
