import { compileSchema, openApi } from '../validation/openapi-document.js';

/** Deviations of the answer to a GET of that path from the OpenAPI document; none when its shape is right. */
export function faultsOfShape(path: string, answer: unknown): unknown[] {
  const schema = openApi.paths[`/api/v1${path}`]?.['get']?.responses['200']?.content['application/json']?.schema;
  if (!schema) throw new Error(`The OpenAPI document has no answer for GET ${path}`);
  const validate = compileSchema(schema);
  return validate(answer) ? [] : (validate.errors ?? []);
}

/** The status of a refusal, and the fields that it complains about. */
export async function refusalOf(response: Response): Promise<[number, string[]]> {
  const { errors } = (await response.json()) as { errors: object };
  return [response.status, Object.keys(errors)];
}
