import type { ErrorObject, ValidateFunction } from 'ajv';
import { PlatformProblem } from '../http/problem.js';
import { compileSchema, openApi } from './openapi-document.js';
import { Violations } from './violations.js';

const compiled = new Map<string, ValidateFunction>();

function validatorOf(method: string, path: string): ValidateFunction {
  const operation = `${method} ${path}`;
  let validate = compiled.get(operation);
  if (!validate) {
    const schema =
      openApi.paths[`/api/v1/serviceowner${path}`]?.[method]?.requestBody.content['application/json']?.schema;
    if (!schema) throw new Error(`The OpenAPI document has no request body for ${operation}`);
    validate = compileSchema(schema);
    compiled.set(operation, validate);
  }
  return validate;
}

/**
 * Refuses a body that the official OpenAPI document does not allow for that service owner operation. Says nothing of
 * the rules that the document does not hold.
 *
 * @param path as in the document, after `/api/v1/serviceowner`
 * @throws PlatformProblem 400 that names each wrong field
 */
export function assertShape(method: 'post' | 'put' | 'patch', path: string, body: unknown): void {
  const validate = validatorOf(method, path);
  if (validate(body)) return;
  const violations = new Violations(new Date(0));
  for (const error of validate.errors ?? []) {
    // These two only say that a nested schema failed; what failed in it has an entry of its own.
    if (error.keyword !== 'if' && error.keyword !== 'oneOf') violations.add(fieldOf(error), messageOf(error));
  }
  violations.refuseIfAny(400);
  throw new PlatformProblem(400);
}

/** `/guiActions/0/url` becomes `guiActions[0].url`. */
function fieldOf({ instancePath }: ErrorObject): string {
  const field = instancePath
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');
  return field === '' ? 'body' : field;
}

function messageOf({ keyword, message = 'is not valid', params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `must not have the property ${String(params['additionalProperty'])}`;
  return keyword === 'enum' ? `must be one of ${String(params['allowedValues'])}` : message;
}
