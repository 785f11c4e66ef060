import type { ProjectionContext } from '../delivery/projections.js';
import type { UpdateDialog } from '../dialogporten/dialogporten-types.js';
import { type Language, languages, type Texts } from '../http/languages.js';
import type { ApiAction, Attachment, GuiAction } from './dialog-definition.js';
import { derivedId, partId } from './uuid-v7.js';

/** A gui action, as Dialogporten is to have it. */
export function toGuiAction(
  id: string,
  { action, authorizationAttribute, priority, httpMethod, path, title, prompt, isDeleteDialogAction }: GuiAction,
  { publicUrl }: ProjectionContext,
): NonNullable<UpdateDialog['guiActions']>[number] {
  return {
    id,
    action,
    ...(authorizationAttribute !== undefined && { authorizationAttribute }),
    priority,
    httpMethod,
    isDeleteDialogAction: isDeleteDialogAction ?? false,
    url: `${publicUrl}${path}`,
    title: localizations(title),
    ...(prompt !== undefined && { prompt: localizations(prompt) }),
  };
}

/** An api action, as Dialogporten is to have it. */
export function toApiAction(
  dialogId: string,
  id: string,
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
    id,
    name,
    action,
    ...(authorizationAttribute !== undefined && { authorizationAttribute }),
    endpoints: [endpoint],
  };
}

const consumerTypes = ['Gui', 'Api'] as const;

/** A file of a dialog or a transmission: people and end-user systems fetch it from the same place. */
export function toAttachment(id: string, attachment: Attachment, { publicUrl }: ProjectionContext) {
  const { name, displayName, mediaType } = attachment;
  const url = `${publicUrl}${attachment.path(id)}`;
  const urls = consumerTypes.map((consumerType) => ({ url, mediaType, consumerType }));
  return { id, name, displayName: localizations(displayName), urls };
}

/** A file of a dialog. It is replaced with the dialog, and so its URLs have ids that stay. */
export function toDialogAttachment(dialogId: string, id: string, attachment: Attachment, context: ProjectionContext) {
  const { urls, ...rest } = toAttachment(id, attachment, context);
  const isByNameAlone = id === derivedId(dialogId, `attachment/${attachment.name}`);
  const withIds = urls.map(({ url, mediaType, consumerType }, position) => {
    const name = `attachment/${attachment.name}/${consumerType}`;
    const urlId = isByNameAlone ? derivedId(dialogId, name) : partId(dialogId, name, position);
    return { id: urlId, url, mediaType, consumerType };
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
