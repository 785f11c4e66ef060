import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The schemas, with all values of a property wherever it is one whose values are known. */
export function withEnums(schemas: Schemas, values: Readonly<Record<string, readonly string[]>>): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      if (!('properties' in schema) || schema.properties === undefined) return [name, schema];
      const properties = Object.entries(schema.properties).map(([property, described]) => {
        const known = Object.hasOwn(values, property) ? values[property] : undefined;
        return [property, known === undefined ? described : { ...described, enum: [...known] }];
      });
      return [name, { ...schema, properties: Object.fromEntries(properties) }];
    }),
  );
}
