import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** How long an answer may take, in milliseconds: more than the service ever waits. */
const timeoutMs = 10_000;

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A plain client on `node:http` whose connections stay open: as little as there can be between a caller and a server. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true });

  /** @throws when the status is another than the one expected. */
  async expect(status: number, sent: HttpRequest): Promise<HttpAnswer> {
    const answer = await this.send(sent);
    if (answer.status === status) return answer;
    throw new Error(`${sent.method} ${sent.url} answered ${answer.status} instead of ${status}: ${answer.body}`);
  }

  /** @throws when there is no answer. */
  send({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, agent: this.agent, headers: { ...headers, ...length } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`${method} ${url}: no answer in ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
