interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Which methods a path has: what tells a path that does not exist from a method that it does not have. */
export class RouteMethods {
  readonly #routes: Route[] = [];

  /** @param url as Fastify takes it, with `:parameters` */
  add(method: string | readonly string[], url: string): void {
    if (url.includes('*')) return;
    this.#routes.push({ pattern: new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}/?$`), methods: [method].flat() });
  }

  of(path: string): string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].filter((method) => method !== 'HEAD');
  }
}
