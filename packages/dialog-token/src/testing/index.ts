export {
  createSigningKey,
  dialogTokenClaims,
  dialogTokenHeader,
  signCompact,
  signDialogToken,
  type SigningKey,
} from './signing.js';
export { TestIssuer } from './test-issuer.js';
