/** The one route of every server that is compared, and what it answers. */
export const path = 'dialogs/:dialogId';
export const answer = 'the same few words';
