import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation } from './problem-responses.js';

/** An endpoint for end-user systems, with the names of the schemas of what it takes and answers. */
export interface DocumentedEndpoint {
  readonly method: string;
  readonly path: string;
  readonly description: string;
  /** The actions that the dialog token must grant. */
  readonly actions: readonly string[];
  readonly request: string;
  readonly response: string | undefined;
}

/** The endpoints that take a dialog token and a body. */
export function documentedEndpoints({ paths }: OpenAPIObject): readonly DocumentedEndpoint[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, Operation>>).flatMap(([method, operation]) => {
      const { description, summary, security = [], requestBody, responses = {} } = operation;
      const actions = security.flatMap((scheme) => scheme['dialog-token'] ?? []);
      const [request] = schemasIn(requestBody);
      if (request === undefined || !security.some((scheme) => 'dialog-token' in scheme)) return [];
      const [response] = schemasIn(Object.entries(responses).filter(([status]) => status.startsWith('2')));
      return [
        { method: method.toUpperCase(), path, description: description || (summary ?? ''), actions, request, response },
      ];
    }),
  );
}

/** The JSON Schema (2020-12, the dialect of OpenAPI 3.1) of one of their bodies; `undefined` for any other name. */
export function schemaNamed(document: OpenAPIObject, name: string): object | undefined {
  const published = documentedEndpoints(document).flatMap(({ request, response }) => [request, response]);
  const schema = document.components?.schemas?.[name];
  if (!published.includes(name) || schema === undefined) return undefined;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: name, ...schema };
}

/** The names of the schemas that something in the document refers to. */
function schemasIn(part: unknown): readonly string[] {
  return [...JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/(\w+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}
