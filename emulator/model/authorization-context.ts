/** Access to one part of a dialog, where it differs from the access to the dialog as a whole. */
export interface AuthorizationContext {
  /** Another resource of the service owner's; by default the dialog's own. */
  readonly serviceResource?: string;
  /** A task or subresource; a bare name is a subresource. */
  readonly additionalResourceAttribute?: string;
  /** The parties that a grant for any of is enough. */
  readonly parties?: readonly string[];
  readonly includeDialogParty?: boolean;
  /** By default `read`. */
  readonly action?: string;
  /** Listed in the dialog token's `e` in the place of the part's id. */
  readonly tokenRef?: string;
  readonly unauthorizedPresentation: 'Disabled' | 'Excluded';
}
