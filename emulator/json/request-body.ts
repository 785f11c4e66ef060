import { PlatformProblem } from '../http/problem.js';
import { openApi, type Schema } from '../validation/openapi-document.js';
import { JsonFault, readJson, type Schemas } from './json-reader.js';

/**
 * Reads the body of an operation as the OpenAPI document describes it.
 *
 * @param path as in the document, after `/api/v1`
 * @throws PlatformProblem 400 that names the first value that does not fit
 */
export function readBody(method: 'post' | 'put', path: string, body: unknown, schemas: Schemas): unknown {
  try {
    return readJson(bodySchema(method, path), body, { schemas });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new PlatformProblem(400, { [error.path || 'SerializerErrors']: [error.message] });
  }
}

/** The schema of that operation's body. */
export function bodySchema(method: 'post' | 'put', path: string): Schema {
  const operation = openApi.paths[`/api/v1${path}`]?.[method];
  const schema = operation?.requestBody.content['application/json']?.schema;
  if (!schema) throw new Error(`The OpenAPI document has no request body for ${method} ${path}`);
  return schema;
}

/**
 * Parses a body as text.
 *
 * @throws PlatformProblem 400 for what is no JSON; its key is the property that was being read
 */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const [, lastName] = /.*"([^"\\]*)"\s*:/s.exec(text) ?? [];
    throw new PlatformProblem(400, { [lastName ?? 'SerializerErrors']: ['The body is not valid JSON.'] });
  }
}
