/** Who may use one part of a dialog, when that is not for the dialog as a whole to say. */
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
  /** What the dialog token's `e` lists, in the place of the part's id. */
  readonly tokenRef?: string;
  readonly unauthorizedPresentation: 'Disabled' | 'Excluded';
}
