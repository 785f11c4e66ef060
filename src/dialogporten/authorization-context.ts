/**
 * Access to one part of a dialog, where it differs from the access to the dialog as a whole: a gui or api action,
 * attachment, transmission or navigational action. Written by hand, since the contract on npm (1.118.6) does not know
 * it yet; versions of Dialogporten that do not know it either ignore it.
 */
export interface AuthorizationContext {
  /** Another service resource of ours; by default the dialog's own. */
  readonly serviceResource?: string;
  /** A task or subresource, `urn:altinn:task:…` or `urn:altinn:subresource:…`; a bare name is a subresource. */
  readonly additionalResourceAttribute?: string;
  /** A grant for any of these is enough. At most three; at least one, unless `includeDialogParty`. */
  readonly parties?: readonly string[];
  readonly includeDialogParty?: boolean;
  /** By default `read`. A plain `read` rule of a policy matches any part: to narrow access, give an action of its own. */
  readonly action?: string;
  /** Listed in the dialog token's `e` in the place of the part's id. At most 50 characters. */
  readonly tokenRef?: string;
  /** How a user without the grant sees the part: without its URLs, or not at all. */
  readonly unauthorizedPresentation: 'Disabled' | 'Excluded';
}
