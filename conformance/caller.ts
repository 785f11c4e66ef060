/** Authentication headers of a caller; requested before every request, since tokens expire. */
export type Credentials = () => Promise<Readonly<Record<string, string>>>;

/** The two APIs of Dialogporten. */
export type Api = 'serviceowner' | 'enduser' | '.well-known';

/** Answer of the platform. */
export interface Answer {
  /** The request and its caller. */
  readonly asked: string;
  /** The path that was asked for, from `/api/v1` on. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly etag: string | undefined;
  readonly headers: Headers;
  /** JSON as what it says, other text as it is, undefined when the body is empty. */
  readonly body: unknown;
}

/** Optional parts of a request. */
export interface Accompaniment {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** A platform that did not answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** A caller of one of Dialogporten's APIs. Refusals are answers like others. */
export class Caller {
  readonly #name: string;
  readonly #url: string;
  readonly #api: Api;
  readonly #credentials: Credentials;

  /**
   * @param name what the caller is called where an answer is not as expected
   * @param url Dialogporten's base URI, without `/api/v1`
   */
  constructor(name: string, url: string, api: Api, credentials: Credentials) {
    this.#name = name;
    this.#url = url;
    this.#api = api;
    this.#credentials = credentials;
  }

  /** The same caller at another API. */
  at(api: Api): Caller {
    return new Caller(this.#name, this.#url, api, this.#credentials);
  }

  get(path: string, accompaniment?: Accompaniment): Promise<Answer> {
    return this.#send('GET', path, undefined, accompaniment);
  }

  post(path: string, body?: unknown, accompaniment?: Accompaniment): Promise<Answer> {
    return this.#send('POST', path, body, accompaniment);
  }

  put(path: string, body: unknown, accompaniment?: Accompaniment): Promise<Answer> {
    return this.#send('PUT', path, body, accompaniment);
  }

  patch(path: string, body: unknown, accompaniment?: Accompaniment): Promise<Answer> {
    return this.#send('PATCH', path, body, accompaniment);
  }

  delete(path: string, accompaniment?: Accompaniment): Promise<Answer> {
    return this.#send('DELETE', path, undefined, accompaniment);
  }

  /** @param body a string goes as it is, so that it may be no JSON; anything else as JSON */
  async #send(method: string, path: string, body: unknown, { headers, query }: Accompaniment = {}): Promise<Answer> {
    const absolute = `/api/v1/${this.#api}${path}`;
    const parameters = new URLSearchParams(query).toString();
    const search = parameters === '' ? '' : `?${parameters}`;
    const asked = `${method} ${absolute}${search} by ${this.#name}`;
    const headersOfCaller = await this.#credentials();
    const response = await fetch(`${this.#url}${absolute}${search}`, {
      method,
      headers: {
        ...headersOfCaller,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Unreachable(`${asked} was not answered`, { cause: error });
    });
    return answerOf({ asked, path: absolute }, response);
  }
}

async function answerOf(request: Pick<Answer, 'asked' | 'path'>, response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const contentType = headers.get('content-type') ?? undefined;
  const body = text === '' ? undefined : /\bjson\b/.test(contentType ?? '') ? JSON.parse(text) : text;
  return { ...request, status, contentType, etag: headers.get('etag') ?? undefined, headers, body };
}
