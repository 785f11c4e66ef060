/** A request of the page, as a developer wants to see it. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly startedAt: string;
  readonly milliseconds?: number;
  /** None: still under way, or there was no answer and the browser does not say why. */
  readonly status?: number;
  readonly failed?: true;
  /** The problem document of a refusal; the real portal does not show it. */
  readonly problem?: string;
}

const mostRequests = 12;

/** Fetches, and keeps what was asked and answered. */
export class Recorder {
  #requests: RecordedRequest[] = [];

  constructor(private readonly changed: () => void) {}

  /** The latest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  clear(): void {
    this.#requests = [];
  }

  /** Like `fetch`. @throws TypeError as `fetch` does, where there is no answer */
  async fetch(
    url: string,
    { headers, ...init }: { method?: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
  ): Promise<Response> {
    const start = performance.now();
    const asked: RecordedRequest = {
      method: init.method ?? 'GET',
      url: new URL(url, location.href).href,
      headers,
      ...(init.body !== undefined && { body: init.body }),
      startedAt: new Date().toISOString(),
    };
    this.#put(asked);
    const milliseconds = () => Math.round(performance.now() - start);
    try {
      const response = await fetch(url, { ...init, headers });
      const isProblem = response.headers.get('content-type')?.includes('problem+json');
      this.#put({
        ...asked,
        milliseconds: milliseconds(),
        status: response.status,
        ...(isProblem && { problem: await response.clone().text() }),
      });
      return response;
    } catch (error) {
      if (init.signal?.aborted !== true) this.#put({ ...asked, milliseconds: milliseconds(), failed: true });
      throw error;
    }
  }

  #put(request: RecordedRequest): void {
    const others = this.#requests.filter((other) => other.startedAt !== request.startedAt || other.url !== request.url);
    this.#requests = [request, ...others].slice(0, mostRequests);
    this.changed();
  }
}

/** The request as a command to paste, its token included: it is worth nothing outside the stand-in. */
export function curlOf({ method, url, headers, body }: RecordedRequest): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return [
    `curl -i -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ].join(' ');
}
