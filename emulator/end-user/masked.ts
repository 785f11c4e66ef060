import type { Attachment, ContentValue } from '../model/dialog.js';

const unauthorised = 'urn:dialogporten:unauthorized';
const expired = 'urn:dialogporten:expired';

/** The link without its URL. */
export function masked<T extends { readonly url: string }>(link: T, url = unauthorised): T {
  return { ...link, url };
}

/** The embed without its URLs, unless the user may read it. */
export function maskedEmbed(embed: ContentValue, isAuthorized: boolean): ContentValue {
  if (isAuthorized) return embed;
  return { ...embed, value: embed.value.map(({ languageCode }) => ({ languageCode, value: unauthorised })) };
}

/** The attachment without its URLs, unless the user may fetch it and it has not run out. */
export function maskedAttachment<T extends Pick<Attachment, 'urls' | 'expiresAt'>>(
  attachment: T,
  isAuthorized: boolean,
  now: number,
): T {
  if (!isAuthorized) return { ...attachment, urls: attachment.urls.map((url) => masked(url)) };
  return isOver(attachment, now)
    ? { ...attachment, urls: attachment.urls.map((url) => masked(url, expired)) }
    : attachment;
}

/** The link without its URL, unless the user may follow it and it has not run out. */
export function maskedLink<T extends { readonly url: string; readonly expiresAt?: string }>(
  link: T,
  isAuthorized: boolean,
  now: number,
): T {
  if (!isAuthorized) return masked(link);
  return isOver(link, now) ? masked(link, expired) : link;
}

function isOver({ expiresAt }: { readonly expiresAt?: string }, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) < now;
}
