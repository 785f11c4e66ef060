import type { Schema } from '../validation/openapi-document.js';
import { readEnum, readInteger, readMoment, readUuid } from './json-values.js';

/** A value that does not fit: where it stands, as `guiActions[0].url`, and what is wrong with it. */
export class JsonFault extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
    this.name = 'JsonFault';
  }
}

/** The schemas that references lead to, by name. */
export type Schemas = Readonly<Record<string, Schema>>;

/** How a document is read. */
export interface Reading {
  readonly schemas: Schemas;
  /** Whether every property that the schema knows is there afterwards, null where the document has none. */
  readonly complete?: boolean;
}

/**
 * Reads a document as System.Text.Json reads it for Dialogporten: names and enum values in any case, an enum by its
 * number, properties that the schema does not know left out without a word. Says nothing of rules that a schema does not hold.
 *
 * @returns the document with the names and values of the schema
 * @throws JsonFault at the first value that does not fit
 */
export function readJson(schema: Schema, document: unknown, reading: Reading, path = ''): unknown {
  const { resolved, isNullable } = resolve(schema, reading.schemas);
  if (document === null || document === undefined) {
    if (isNullable) return null;
    throw new JsonFault(path, 'The JSON value is null, which the property does not allow.');
  }
  if (Array.isArray(resolved['enum'])) return converted(path, readEnum(resolved['enum'] as string[], document));
  switch (resolved['type']) {
    case 'object':
      return readObject(resolved, document, reading, path);
    case 'array':
      if (!Array.isArray(document)) throw cannotConvert(path);
      return document.map((entry, index) => readJson(resolved['items'] as Schema, entry, reading, `${path}[${index}]`));
    case 'integer':
      return converted(path, readInteger(document));
    case 'boolean':
      return converted(path, typeof document === 'boolean' ? document : undefined);
    case 'string':
      return converted(path, readString(resolved['format'], document));
    default:
      return document;
  }
}

function readObject(schema: Schema, document: unknown, reading: Reading, path: string): object {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw cannotConvert(path);
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const read: Record<string, unknown> = {};
  if (reading.complete) for (const name of Object.keys(properties)) read[name] = null;
  for (const [sentName, value] of Object.entries(document)) {
    const name = nameIn(properties, sentName);
    if (name === undefined) continue;
    // In a document that was completed before, null may stand where nothing stood.
    if (reading.complete && value === null) continue;
    read[name] = readJson(properties[name]!, value, reading, path === '' ? name : `${path}.${name}`);
  }
  return read;
}

const namesBySchema = new WeakMap<object, Map<string, string>>();

/** The name of the property that the sent name means. */
function nameIn(properties: Record<string, Schema>, sentName: string): string | undefined {
  let names = namesBySchema.get(properties);
  if (!names) {
    names = new Map(Object.keys(properties).map((name) => [name.toLowerCase(), name]));
    namesBySchema.set(properties, names);
  }
  return names.get(sentName.toLowerCase());
}

/** Follows references, also those that NSwag wraps to make them nullable. */
function resolve(schema: Schema, schemas: Schemas): { resolved: Schema; isNullable: boolean } {
  let resolved = schema;
  let isNullable = schema['nullable'] === true;
  for (;;) {
    const [only] = (resolved['oneOf'] ?? []) as Schema[];
    if (typeof resolved['$ref'] === 'string') {
      resolved = schemas[resolved['$ref'].replace('#/components/schemas/', '')]!;
    } else if (only) {
      resolved = only;
    } else {
      return { resolved, isNullable };
    }
    isNullable ||= resolved['nullable'] === true;
  }
}

function readString(format: unknown, document: unknown): string | undefined {
  if (typeof document !== 'string') return undefined;
  if (format === 'date-time') return readMoment(document);
  return format === 'guid' || format === 'uuid' ? readUuid(document) : document;
}

function converted<T>(path: string, value: T | undefined): T {
  if (value === undefined) throw cannotConvert(path);
  return value;
}

function cannotConvert(path: string): JsonFault {
  return new JsonFault(path, `The JSON value could not be converted. Path: $${path && `.${path}`}.`);
}
