import { type INestApplication, Injectable, type Type } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Settings } from '../config/settings.js';
import { apiComponents } from './components.js';
import { completeOperations, operationIdOf } from './operations.js';
import type { ProblemName } from '../http/problem.js';
import { handlerComments } from './generated/handler-comments.js';

/** Our OpenAPI document. It can be made once the application is there, and is made when it is first asked for. */
@Injectable()
export class ApiDocument {
  private make: (() => OpenAPIObject) | undefined;
  private made: OpenAPIObject | undefined;

  makeBy(make: () => OpenAPIObject): void {
    this.make = make;
  }

  get(): OpenAPIObject {
    if (this.make === undefined) throw new Error('the application has no OpenAPI document yet');
    return (this.made ??= this.make());
  }
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Facts about the API that are known only once the application is there. */
export interface ApiFacts {
  readonly settings: Settings;
  /** The names of all states that dialogs can be in. */
  readonly states: readonly string[];
  /** Classes of the contents for opening dialogs, one for each kind that has any. */
  readonly contents: readonly Type[];
  /** The kinds of problem of a team's own, by `Class` or `Class.method` of what may answer with them. */
  readonly problems: ReadonlyMap<string, readonly ProblemName[]>;
  /** The name of the cookie of a visitor who has logged in. */
  readonly sessionCookie: string;
}

/** Serves the OpenAPI document at `/docs-json`, and a page to read it at `/docs`. */
export function serveDocumentation(app: INestApplication, facts: ApiFacts): void {
  const made = app.get(ApiDocument);
  made.makeBy(() => makeDocument(app, facts));
  SwaggerModule.setup('docs', app, () => made.get(), { jsonDocumentUrl: 'docs-json' });
}

function makeDocument(app: INestApplication, facts: ApiFacts): OpenAPIObject {
  const { settings, states, contents } = facts;
  const found = SwaggerModule.createDocument(app, description(facts), {
    operationIdFactory: operationIdOf,
    extraModels: [...contents],
  });
  const paths = completeOperations(found.paths, { comments: handlerComments, problems: facts.problems }, settings);
  const ours = apiComponents(paths);
  const serviceResource = settings.DIALOGPORTEN_SERVICE_RESOURCES;
  const schemas = withEnums(withContents(found.components?.schemas ?? {}, contents), {
    Dialog: { state: states, serviceResource },
    OpenDialog: { serviceResource },
  });
  return {
    ...found,
    info: { ...found.info, contact: { name: 'The agency that runs the service', url: settings.PUBLIC_URL } },
    paths,
    components: { ...found.components, ...ours, schemas: { ...schemas, ...ours.schemas } },
  };
}

/** The schemas, with what each kind of dialog is opened with as a choice. */
function withContents(schemas: Schemas, contents: readonly Type[]): Schemas {
  const openDialog = schemas['OpenDialog'];
  if (openDialog === undefined || !('properties' in openDialog)) return schemas;
  const { content, ...properties } = openDialog.properties ?? {};
  if (contents.length === 0) return { ...schemas, OpenDialog: { ...openDialog, properties } };
  const { description: text = '' } = content !== undefined && 'description' in content ? content : {};
  const choice = { description: text, oneOf: contents.map((each) => ({ $ref: getSchemaPath(each) })) };
  return { ...schemas, OpenDialog: { ...openDialog, properties: { ...properties, content: choice } } };
}

function description({ settings: { PUBLIC_URL }, sessionCookie }: ApiFacts): ReturnType<DocumentBuilder['build']> {
  const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } as const;
  return new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Service provider')
    .setVersion('1')
    .setDescription(
      'A Dialogporten service provider: write actions, front channel embeds and the routes of the service owner. ' +
        'Every refusal is a problem document (RFC 9457), in the language that `Accept-Language` asks for.',
    )
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(PUBLIC_URL)
    .addTag(
      'Dialog endpoints',
      'What portals and end-user systems call, with the dialog token that Dialogporten gave them.',
    )
    .addTag('Service owner', 'What the agency’s own systems call, with a Maskinporten token.')
    .addTag('Events', 'What Altinn Events calls, with the secret that our subscriptions have.')
    .addTag('Pages', 'What people open from a link, logged in at ID-porten.')
    .addTag('Files', 'What people open from a link, and end-user systems fetch.')
    .addTag('Operations', 'For those who run the service.')
    .addBearerAuth({ ...bearer, description: 'A Maskinporten access token' }, 'maskinporten')
    .addBearerAuth(
      { ...bearer, description: 'A dialog token from Dialogporten; its scopes are actions' },
      'dialog-token',
    )
    .addSecurity('events', {
      type: 'apiKey',
      in: 'query',
      name: 'code',
      description: 'The secret that our subscriptions at Altinn Events have (`EVENTS_SECRET`)',
    })
    .addSecurity('id-porten', {
      type: 'apiKey',
      in: 'cookie',
      name: sessionCookie,
      description: 'The session of a visitor who has logged in at ID-porten, in a browser',
    })
    .build();
}

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
