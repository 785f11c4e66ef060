import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formatsPlugin from 'ajv-formats';

/** A schema as OpenAPI 3.0 writes it. */
export type Schema = Record<string, unknown>;

type Content = { readonly content: Record<string, { readonly schema: Schema }> };
type Parameter = { readonly in: string; readonly name: string; readonly schema: Schema };
type Operation = {
  readonly parameters: readonly Parameter[];
  readonly requestBody: Content;
  readonly responses: Record<string, Content>;
};
type OpenApiDocument = {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
};

const published = createRequire(import.meta.url).resolve('@digdir/dialogporten-schema/swagger.verified.json');

/** Dialogporten's official OpenAPI document. */
export const openApi = JSON.parse(readFileSync(published, 'utf8').replace(/^\uFEFF/, '')) as OpenApiDocument;

// The only keywords that OpenAPI 3.0 shares with JSON Schema and this document uses; the rest is documentation.
const constraints = ['type', 'format', 'enum', 'required', 'additionalProperties', 'maxLength', 'minLength'];

/** Rewrites an OpenAPI 3.0 schema as JSON Schema, chiefly `nullable`, which JSON Schema does not know. */
function toJsonSchema(schema: Schema): Schema {
  if (typeof schema['$ref'] === 'string') {
    return { $ref: schema['$ref'].replace('#/components/schemas/', 'dialogporten#/$defs/') };
  }
  const converted: Schema = {};
  for (const keyword of constraints) if (keyword in schema) converted[keyword] = schema[keyword];
  if (isSchema(schema['additionalProperties']))
    converted['additionalProperties'] = toJsonSchema(schema['additionalProperties']);
  if (isSchema(schema['items'])) converted['items'] = toJsonSchema(schema['items']);
  if (isSchema(schema['properties']))
    converted['properties'] = toJsonSchemas(schema['properties'] as Record<string, Schema>);
  for (const keyword of ['oneOf', 'allOf', 'anyOf']) {
    if (Array.isArray(schema[keyword])) converted[keyword] = schema[keyword].map(toJsonSchema);
  }
  return schema['nullable'] === true ? { if: { type: 'null' }, else: converted } : converted;
}

function toJsonSchemas(schemas: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ajv = new Ajv({ allErrors: true, strict: false });
formatsPlugin.default(ajv);
ajv.addFormat('guid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i);
ajv.addSchema({ $id: 'dialogporten', $defs: toJsonSchemas(openApi.components.schemas) });

/** Makes the validator of a schema of the document. */
export function compileSchema(schema: Schema): ValidateFunction {
  return ajv.compile(toJsonSchema(schema));
}
