import type { ProjectionContext } from '../delivery/projections.js';
import type { UpdateDialog } from '../dialogporten/dialogporten-types.js';
import { type Embed, writeMarkdown } from '../embeds/markdown.js';
import { type Language, languages, type Texts } from '../http/languages.js';
import type { ApiAction, Attachment, GuiAction, TransmissionLink } from './dialog-definition.js';
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
    url: urlOf(path, publicUrl),
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
  const { path, documentation, requestSchema, responseSchema, version, deprecated } = paths;
  const endpoint = {
    id: derivedId(dialogId, `api-action/${name}/endpoint`),
    url: urlOf(path, publicUrl),
    httpMethod,
    ...(documentation !== undefined && { documentationUrl: urlOf(documentation, publicUrl) }),
    ...(requestSchema !== undefined && { requestSchema: urlOf(requestSchema, publicUrl) }),
    ...(responseSchema !== undefined && { responseSchema: urlOf(responseSchema, publicUrl) }),
    ...(version !== undefined && { version }),
    ...(deprecated !== undefined && { deprecated: true }),
    ...(typeof deprecated === 'object' && { sunsetAt: deprecated.sunsetAt.toISOString() }),
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

/** A file of a dialog or a transmission: where each of its consumers fetches which form of it. */
export function toAttachment(id: string, attachment: Attachment, { publicUrl }: ProjectionContext) {
  const { name, displayName, otherForms = [], expiresAt } = attachment;
  const urls = [attachment, ...otherForms].flatMap((form) => {
    const { mediaType, consumers = consumerTypes } = form;
    const url = urlOf(form.path(id), publicUrl);
    return consumers.map((consumerType) => ({ url, mediaType, consumerType }));
  });
  const expiry = expiresAt !== undefined && { expiresAt: expiresAt.toISOString() };
  return { id, name, displayName: localizations(displayName), urls, ...expiry };
}

/** A file of a dialog. It is replaced with the dialog, and so its URLs have ids that stay. */
export function toDialogAttachment(dialogId: string, id: string, attachment: Attachment, context: ProjectionContext) {
  const { urls, ...rest } = toAttachment(id, attachment, context);
  const isByNameAlone = id === derivedId(dialogId, `attachment/${attachment.name}`);
  const seen = new Map<string, number>();
  const withIds = urls.map(({ url, mediaType, consumerType }, position) => {
    const forms = (seen.get(consumerType) ?? 0) + 1;
    seen.set(consumerType, forms);
    const name = `attachment/${attachment.name}/${consumerType}${forms === 1 ? '' : `/${forms}`}`;
    const urlId = isByNameAlone ? derivedId(dialogId, name) : partId(dialogId, name, position);
    return { id: urlId, url, mediaType, consumerType };
  });
  return { ...rest, urls: withIds };
}

/** A link of a transmission. */
export function toLink({ title, path, expiresAt }: TransmissionLink, { publicUrl }: ProjectionContext) {
  return {
    title: localizations(title),
    url: urlOf(path, publicUrl),
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
  };
}

/** Where a path of ours leads; another host's URL as it is. */
export function urlOf(path: string, publicUrl: string): string {
  return path.startsWith('/') ? `${publicUrl}${path}` : path;
}

/** One text in every language. */
export function localizations(texts: Texts): { languageCode: Language; value: string }[] {
  return languages.map((languageCode) => ({ languageCode, value: texts[languageCode] }));
}

/** A part of the content that is text. */
export function plainText(texts: Texts) {
  return { mediaType: 'text/plain', value: localizations(texts) };
}

/** A part of the content that is a tree. */
export function markdown(trees: Readonly<Record<Language, Embed>>) {
  return { mediaType: 'text/markdown', value: localizations(inMarkdown(trees)) };
}

/** Trees as they are written. */
export function inMarkdown({ nb, nn, en }: Readonly<Record<Language, Embed>>): Texts {
  return { nb: writeMarkdown(nb).trim(), nn: writeMarkdown(nn).trim(), en: writeMarkdown(en).trim() };
}
