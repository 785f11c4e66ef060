import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDocument } from '../../src/openapi/documentation.js';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
  readonly servers?: readonly { readonly url: string }[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Compares the answers of a service with its OpenAPI document. */
export interface Agreement {
  /** @throws when an answer was not one of those in the document, or not as they are described there. */
  hold(): void;
}

/**
 * Watches every answer of an application that does not listen yet. It skips routes outside the documented API, and
 * requests that were too broken to have an operation.
 */
export function watchAgreement(app: NestFastifyApplication): Agreement {
  // Nothing of the schemas is looked at before an answer is held against it, and the document is read once for all.
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true, validateSchema: false }));
  const disagreements = new Set<string>();
  const document = () => app.get(ApiDocument).get() as unknown as Document;

  /** Validates by the schema at that place in the document. */
  function validatorOf(...place: readonly string[]): ValidateFunction {
    if (ajv.schemas['document'] === undefined) ajv.addSchema(document(), 'document');
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = ajv.getSchema(`document#/${pointer.join('/')}`);
    if (validate === undefined) throw new Error(`the API document has nothing at ${place.join(' ')}`);
    return validate;
  }

  function disagreementIn(request: FastifyRequest, reply: FastifyReply, payload: unknown): string | undefined {
    const path = (request.routeOptions.url ?? '').replaceAll(/:(\w+)/g, '{$1}');
    const method = request.method.toLowerCase();
    const operation = document().paths[path]?.[method];
    if (operation === undefined) return undefined;
    // An operation with a port of its own is not answered here.
    const { servers: [{ url = '' } = {}] = [] } = operation;
    if (url !== '' && !url.endsWith(`:${request.socket.localPort}`)) return undefined;
    const { statusCode } = reply;
    const status = String(statusCode) in operation.responses ? String(statusCode) : 'default';
    const answer = operation.responses[status];
    if (answer === undefined) return 'is not documented';
    const body = payload === undefined || payload === null ? '' : String(payload);
    if (answer.content === undefined) return body === '' ? undefined : 'has a body';
    const [mediaType = ''] = String(reply.getHeader('Content-Type')).split(';');
    const range = mediaType in answer.content ? mediaType : '*/*';
    const described = answer.content[range];
    if (described === undefined) return `is ${mediaType}`;
    if (described.schema === undefined || !mediaType.endsWith('json')) return undefined;
    const validate = validatorOf('paths', path, method, 'responses', status, 'content', range, 'schema');
    return validate(JSON.parse(body)) ? undefined : `${ajv.errorsText(validate.errors)} in ${body}`;
  }

  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
      const disagreement = disagreementIn(request, reply, payload);
      if (disagreement === undefined) return;
      disagreements.add(`${reply.statusCode} of ${request.method} ${request.routeOptions.url} ${disagreement}`);
    });
  return {
    hold() {
      if (disagreements.size > 0) throw new Error(`not as documented:\n${[...disagreements].join('\n')}`);
    },
  };
}
