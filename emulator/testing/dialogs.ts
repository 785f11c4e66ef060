/** The restaurant that most personas have a role for. */
export const restaurant = 'urn:altinn:organization:identifier-no:310456799';

/** A title in one language. */
export function text(value: string, mediaType = 'text/plain'): object {
  return { mediaType, value: [{ languageCode: 'en', value }] };
}

/** A front channel embed. */
export function embed(url: string): object {
  return text(url, 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown');
}

/** A GUI action as it should be, except for what is given. */
export function guiAction(fields: object = {}): object {
  return {
    action: 'confirm',
    url: 'http://localhost:3000/dialogs/1/actions/confirm',
    httpMethod: 'POST',
    priority: 'Primary',
    title: [{ languageCode: 'en', value: 'Confirm' }],
    ...fields,
  };
}

/** The fields that a PUT replaces, as they should be, except for what is given. */
export function dialogFields(fields: object = {}): object {
  return { status: 'RequiresAttention', content: { title: text('Renew the licence') }, ...fields };
}

/** A dialog to create, as it should be, except for what is given. */
export function newDialog(fields: object = {}): object {
  return dialogFields({ party: restaurant, serviceResource: 'urn:altinn:resource:test-service', ...fields });
}

/** An activity as it should be, except for what is given. */
export function activity(fields: object = {}): object {
  return { type: 'FormSubmitted', performedBy: { actorType: 'ServiceOwner' }, ...fields };
}

/** An authorization context with fields that may be replaced. */
export function authorizationContext(fields: object = {}): object {
  return {
    action: 'elementread',
    additionalResourceAttribute: 'decision',
    includeDialogParty: true,
    tokenRef: 'decision',
    unauthorizedPresentation: 'Disabled',
    ...fields,
  };
}

/** A transmission as it should be, except for what is given. */
export function transmission(fields: object = {}): object {
  return {
    type: 'Information',
    sender: { actorType: 'ServiceOwner' },
    content: { title: text('A message') },
    ...fields,
  };
}

/** A dialog with something of every kind that a persona may lack access to. */
export function dialogOfManyParts(): object {
  return newDialog({
    idempotentKey: 'not for end users',
    content: {
      title: text('Renew the licence'),
      nonSensitiveTitle: text('Renew'),
      mainContentReference: embed('https://provider.example/embeds/1'),
    },
    guiActions: [
      guiAction({ action: 'confirm' }),
      guiAction({ action: 'sign', authorizationAttribute: 'urn:altinn:task:signing', priority: 'Secondary' }),
      guiAction({ action: 'delete', httpMethod: 'DELETE', isDeleteDialogAction: true, priority: 'Tertiary' }),
    ],
    apiActions: [{ action: 'write', endpoints: [{ url: 'https://provider.example/statements', httpMethod: 'POST' }] }],
    attachments: [{ urls: [{ url: 'https://provider.example/a.pdf', consumerType: 'Gui' }] }],
    transmissions: [
      transmission(),
      transmission({
        type: 'Decision',
        authorizationContext: authorizationContext(),
        content: { title: text('Decision'), contentReference: embed('https://provider.example/embeds/2') },
        attachments: [{ urls: [{ url: 'https://provider.example/b.pdf', consumerType: 'Gui' }] }],
        navigationalActions: [
          { title: [{ languageCode: 'en', value: 'Complain' }], url: 'https://provider.example/complain' },
        ],
      }),
    ],
    activities: [activity()],
  });
}
