import type { Attachment } from './dialog-definition.js';
import { exampleId } from './example-dialog.js';
import { lengthFaults, longest, nameFaults, pathFaults, textFaults } from './field-rules.js';

/** Faults for which Dialogporten would refuse files. */
export function* attachmentFaults(
  whose: string,
  attachments: readonly Attachment[],
  publicUrl: string,
): Generator<string> {
  yield* nameFaults(`attachments ${whose}`, attachments);
  for (const attachment of attachments) {
    const what = `the attachment "${attachment.name}" ${whose}`;
    yield* lengthFaults(`the name of an attachment ${whose}`, attachment.name);
    yield* textFaults(`what is shown of ${what}`, attachment.displayName, longest.title);
    for (const form of [attachment, ...(attachment.otherForms ?? [])]) {
      yield* lengthFaults(`the media type of ${what}`, form.mediaType);
      yield* pathFaults(what, form.path(exampleId), publicUrl);
      if (form.consumers?.length === 0) yield `gives ${what} a form for no consumer`;
    }
  }
}
