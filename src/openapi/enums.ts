import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** By schema and property. */
type Enums = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The schemas, with all values of those properties whose values are known only once the application is there. */
export function withEnums(schemas: Schemas, enums: Enums): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const known = Object.entries(enums[name] ?? {}).filter(([, values]) => values.length > 0);
      if (known.length === 0 || !('properties' in schema)) return [name, schema];
      const properties = known.map(([property, values]) => [
        property,
        { ...schema.properties?.[property], enum: [...values] },
      ]);
      return [name, { ...schema, properties: { ...schema.properties, ...Object.fromEntries(properties) } }];
    }),
  );
}
