import { GraphQLError, GraphQLScalarType } from 'graphql';

/** A scalar that is a text of that form. */
function textScalar(name: string, isValid: (text: string) => boolean): GraphQLScalarType {
  const checked = (value: unknown): unknown => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new GraphQLError(`${name} cannot represent ${JSON.stringify(value)}`);
  };
  return new GraphQLScalarType({
    name,
    parseValue: checked,
    parseLiteral: (node) => checked('value' in node ? node.value : undefined),
  });
}

/** The schema's own scalars: without these any text would do. */
export const scalars = {
  UUID: textScalar('UUID', (text) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)),
  DateTime: textScalar(
    'DateTime',
    (text) => /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  ),
};
