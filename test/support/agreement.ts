import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDocument } from '../../src/operations/api-document.js';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
  readonly servers?: readonly { readonly url: string }[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

/** What a service has answered, held against what its document says that it answers. */
export interface Agreement {
  /** @throws when an answer was not one of those in the document, or not as they are described there. */
  hold(): void;
}

/**
 * Watches every answer of an application that does not listen yet. What is no part of the documented API is not looked at,
 * and neither is what was too broken to have an operation.
 */
export function watchAgreement(app: NestFastifyApplication): Agreement {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  const validators = new Map<string, ValidateFunction>();
  const disagreements = new Set<string>();
  const document = () => app.get(ApiDocument).get() as unknown as Document;

  function validatorOf(name: string, schema: object): ValidateFunction {
    let validate = validators.get(name);
    if (validate === undefined) {
      validate = ajv.compile({ ...schema, components: document().components });
      validators.set(name, validate);
    }
    return validate;
  }

  function disagreementIn(request: FastifyRequest, reply: FastifyReply, payload: unknown): string | undefined {
    const path = (request.routeOptions.url ?? '').replaceAll(/:(\w+)/g, '{$1}');
    const operation = document().paths[path]?.[request.method.toLowerCase()];
    if (operation === undefined) return undefined;
    // What has a port of its own is not what answers here.
    const { servers: [{ url = '' } = {}] = [] } = operation;
    if (url !== '' && !url.endsWith(`:${request.socket.localPort}`)) return undefined;
    const { statusCode } = reply;
    const answer = operation.responses[statusCode] ?? operation.responses['default'];
    if (answer === undefined) return 'is not documented';
    const body = payload === undefined || payload === null ? '' : String(payload);
    if (answer.content === undefined) return body === '' ? undefined : 'has a body';
    const [mediaType = ''] = String(reply.getHeader('Content-Type')).split(';');
    const described = answer.content[mediaType] ?? answer.content['*/*'];
    if (described === undefined) return `is ${mediaType}`;
    if (described.schema === undefined || !mediaType.endsWith('json')) return undefined;
    const validate = validatorOf(`${request.method} ${path} ${statusCode}`, described.schema);
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
