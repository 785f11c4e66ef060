/** The answer at which a browser has come to a stand, after all redirects. */
export interface Visited {
  readonly url: string;
  readonly response: Response;
  readonly body: string;
  /** Every address on the way here. */
  readonly way: readonly string[];
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&#x26;': '&', '&quot;': '"', '&#x22;': '"' };

/** The value of an attribute as written in HTML. */
export function attributeValue(written: string): string {
  return written.replace(/&(?:amp|#x26|quot|#x22);/g, (entity) => entities[entity]!);
}

/** The main heading of a page, as it is written in HTML. */
export function headingOf({ body }: Visited): string | undefined {
  return /<h1>(.*?)<\/h1>/.exec(body)?.[1];
}

/** Goes from page to page as a browser does: it keeps cookies by path, and follows redirects. */
export class Browser {
  /** The cookies for every path, by their names; ports do not separate them. */
  readonly cookies = new Map<string, string>();
  /** Those for one path, by name and path. */
  private readonly scoped = new Map<string, { readonly name: string; readonly value: string; readonly path: string }>();
  /** Every Set-Cookie header that came, as it was written. */
  readonly setCookies: string[] = [];

  constructor(private readonly headers: Readonly<Record<string, string>> = {}) {}

  /** Goes to a page, and on to where it leads. */
  async open(url: string, init: RequestInit = {}): Promise<Visited> {
    const way: string[] = [];
    let address = url;
    let next = init;
    for (;;) {
      way.push(address);
      const response = await this.fetch(address, next);
      const location = response.headers.get('Location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return { url: address, response, body: await response.clone().text(), way };
      }
      await response.body?.cancel();
      if (way.length > 15) throw new Error(`redirects without end: ${way.join(' ')}`);
      address = new URL(location, address).href;
      next = {};
    }
  }

  /** One request, without following where it leads. */
  async fetch(url: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const here = [...this.scoped.values()].filter(({ path }) => pathname.startsWith(path));
    const cookie = [...this.cookies, ...here.map(({ name, value }) => [name, value] as const)]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        ...this.headers,
        ...(cookie !== '' && { Cookie: cookie }),
        ...(headers as Record<string, string>),
      },
    });
    for (const set of response.headers.getSetCookie()) this.keep(set);
    return response;
  }

  /** Where a page sends the browser, which does not go there. */
  async sentTo(url: string): Promise<URL> {
    const { status, headers } = await this.fetch(url);
    if (status !== 302) throw new Error(`${url} answered ${status}, not 302`);
    return new URL(headers.get('Location')!, url);
  }

  /** Goes to a page, and logs in as that persona when ID-porten asks. */
  async openAs(persona: string, url: string): Promise<Visited> {
    return this.chooseIn(await this.open(url), persona);
  }

  /** Chooses a persona on the login page that the browser stands at; elsewhere there is nothing to choose. */
  async chooseIn(page: Visited, persona: string): Promise<Visited> {
    const [, action] = /<form method="post" action="([^"]+)">/.exec(page.body) ?? [];
    if (action === undefined || !page.body.includes('name="persona"')) return page;
    const body = new URLSearchParams({ persona });
    const chosen = await this.open(new URL(attributeValue(action), page.url).href, { method: 'POST', body });
    const arrived = await this.submitted(chosen);
    return { ...arrived, way: [...page.way, ...arrived.way] };
  }

  /** Where a page leads whose form submits itself: ID-porten logs out one person that way before another one comes. */
  private async submitted(page: Visited): Promise<Visited> {
    if (!page.body.includes('document.forms[0].submit()')) return page;
    const [, action] = /<form method="post" action="([^"]+)">/.exec(page.body)!;
    const fields = [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(
      fields.map(([, name, value]): [string, string] => [name!, attributeValue(value!)]),
    );
    const next = await this.open(attributeValue(action!), { method: 'POST', body });
    return { ...next, way: [...page.way, ...next.way] };
  }

  private keep(set: string): void {
    this.setCookies.push(set);
    const [pair = '', ...attributes] = set.split(/;\s*/);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const isOver = attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute));
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice('path='.length) ?? '/';
    if (path !== '/') {
      if (isOver || value === '') this.scoped.delete(`${name} ${path}`);
      else this.scoped.set(`${name} ${path}`, { name, value, path });
    } else if (isOver || value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
