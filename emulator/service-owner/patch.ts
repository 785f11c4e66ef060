import type { Dialog } from '../model/dialog.js';
import type { DialogUpdate } from '../model/input.js';
import { applyJsonPatch, JsonPatchError, type PatchOperation } from '../dialogs/json-patch.js';
import { BareRefusal } from '../http/problem.js';
import { JsonFault, readJson, type Schemas } from '../json/json-reader.js';
import { bodySchema } from '../json/request-body.js';

/** The body of the PUT that would leave the dialog as it is: the input of a PATCH. */
function updateModelOf(dialog: Dialog): DialogUpdate {
  const { status, progress, extendedStatus, externalReference, process, precedingProcess, dueAt, expiresAt } = dialog;
  const { isApiOnly, content, searchTags, guiActions, apiActions, attachments } = dialog;
  return {
    ...(progress !== undefined && { progress }),
    ...(extendedStatus !== undefined && { extendedStatus }),
    ...(externalReference !== undefined && { externalReference }),
    ...(process !== undefined && { process }),
    ...(precedingProcess !== undefined && { precedingProcess }),
    ...(dueAt !== undefined && { dueAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    status,
    isApiOnly,
    content,
    searchTags,
    guiActions,
    apiActions,
    attachments,
    // Entries given here are appended, so the list starts empty.
    transmissions: [],
    activities: [],
  };
}

/**
 * The PUT of the dialog that the operations amount to.
 *
 * @throws BareRefusal 400 when an operation fails: an object that names the model, and no problem document
 */
export function patched(dialog: Dialog, operations: readonly PatchOperation[], schemas: Schemas): DialogUpdate {
  const schema = bodySchema('put', '/serviceowner/dialogs/{dialogId}');
  const complete = (document: unknown): object => readJson(schema, document, { schemas, complete: true }) as object;
  try {
    return applyJsonPatch(complete(updateModelOf(dialog)), operations, complete) as DialogUpdate;
  } catch (error) {
    if (error instanceof JsonPatchError) throw new BareRefusal(400, { UpdateDialogDto: [error.message] });
    if (error instanceof JsonFault) throw new BareRefusal(400, { UpdateDialogDto: [error.message] });
    throw error;
  }
}

/**
 * The operations in a body.
 *
 * @throws BareRefusal 400 when it is no JSON Patch
 */
export function operationsIn(body: unknown): readonly PatchOperation[] {
  if (Array.isArray(body) && body.every((operation) => typeof operation === 'object' && operation !== null)) {
    return body as PatchOperation[];
  }
  throw invalidRequest({
    '': ['The JSON patch document was malformed and could not be parsed.'],
    patchDocument: ['The patchDocument field is required.'],
  });
}

/**
 * The revision that the caller knows. A PATCH has its own words for one that is none: it is the only operation that ASP.NET
 * Core's controllers serve, the others are FastEndpoints'.
 *
 * @throws BareRefusal 400 for anything but the bare UUID
 */
export function knownRevisionOfPatch(ifMatch: string | undefined): string | undefined {
  if (!ifMatch || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(ifMatch)) return ifMatch || undefined;
  throw invalidRequest({ 'If-Match': [`The value '${ifMatch}' is not valid.`] });
}

function invalidRequest(errors: Record<string, string[]>): BareRefusal {
  const type = 'https://tools.ietf.org/html/rfc9110#section-15.5.1';
  const title = 'One or more validation errors occurred.';
  return new BareRefusal(400, { type, title, status: 400, errors }, 'application/problem+json; charset=utf-8');
}
