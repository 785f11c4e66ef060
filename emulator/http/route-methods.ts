interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** The methods of each path: they tell an unknown path (404) from a method that the path does not have (405). */
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
