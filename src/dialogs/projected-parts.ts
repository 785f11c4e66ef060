import type { ProjectionContext } from '../delivery/projections.js';
import type { UpdateDialog } from '../dialogporten/dialogporten-types.js';
import { type Language, languages, type Texts } from '../http/languages.js';
import { attachmentId } from './attachments.js';
import type { ApiAction, Attachment, GuiAction } from './dialog-definition.js';
import { derivedId } from './uuid-v7.js';

/** A gui action, as Dialogporten is to have it. */
export function toGuiAction(
  dialogId: string,
  { name, path, title, prompt, ...rest }: GuiAction,
  { publicUrl }: ProjectionContext,
): NonNullable<UpdateDialog['guiActions']>[number] {
  return {
    id: derivedId(dialogId, `gui-action/${name}`),
    ...rest,
    isDeleteDialogAction: rest.isDeleteDialogAction ?? false,
    url: `${publicUrl}${path}`,
    title: localizations(title),
    ...(prompt !== undefined && { prompt: localizations(prompt) }),
  };
}

/** The id of an api action: always the same for the same dialog and name. */
export function apiActionId(dialogId: string, name: string): string {
  return derivedId(dialogId, `api-action/${name}`);
}

/** An api action, as Dialogporten is to have it. */
export function toApiAction(
  dialogId: string,
  { name, action, authorizationAttribute, httpMethod, ...paths }: ApiAction,
  { publicUrl }: ProjectionContext,
): NonNullable<UpdateDialog['apiActions']>[number] {
  const { path, documentation, requestSchema, responseSchema } = paths;
  const endpoint = {
    id: derivedId(dialogId, `api-action/${name}/endpoint`),
    url: `${publicUrl}${path}`,
    httpMethod,
    ...(documentation !== undefined && { documentationUrl: `${publicUrl}${documentation}` }),
    ...(requestSchema !== undefined && { requestSchema: `${publicUrl}${requestSchema}` }),
    ...(responseSchema !== undefined && { responseSchema: `${publicUrl}${responseSchema}` }),
  };
  return {
    id: apiActionId(dialogId, name),
    name,
    action,
    ...(authorizationAttribute !== undefined && { authorizationAttribute }),
    endpoints: [endpoint],
  };
}

const consumerTypes = ['Gui', 'Api'] as const;

/** A file of a dialog or a transmission: people and end-user systems fetch it from the same place. */
export function toAttachment(parentId: string, attachment: Attachment, { publicUrl }: ProjectionContext) {
  const { name, displayName, mediaType } = attachment;
  const id = attachmentId(parentId, attachment);
  const url = `${publicUrl}${attachment.path(id)}`;
  const urls = consumerTypes.map((consumerType) => ({ url, mediaType, consumerType }));
  return { id, name, displayName: localizations(displayName), urls };
}

/** A file of a dialog. It is replaced with the dialog, and so its URLs have ids that stay. */
export function toDialogAttachment(dialogId: string, attachment: Attachment, context: ProjectionContext) {
  const { urls, ...rest } = toAttachment(dialogId, attachment, context);
  const withIds = urls.map(({ url, mediaType, consumerType }) => {
    const id = derivedId(dialogId, `attachment/${attachment.name}/${consumerType}`);
    return { id, url, mediaType, consumerType };
  });
  return { ...rest, urls: withIds };
}

/** One text in every language. */
export function localizations(texts: Texts): { languageCode: Language; value: string }[] {
  return languages.map((languageCode) => ({ languageCode, value: texts[languageCode] }));
}

/** A part of the content that is text. */
export function plainText(texts: Texts) {
  return { mediaType: 'text/plain', value: localizations(texts) };
}
