import { checkFilter, type SearchFilter, type SearchLimits } from './search-filter.js';
import type { Dialog } from '../model/dialog.js';
import { defaultLimit, highestLimit, type Page, search } from './search.js';
import { defaultOrder, type Order, ordersIn, Place } from './search-order.js';
import { JsonFault, readJson } from '../json/json-reader.js';
import { openApi, type Schema } from '../validation/openapi-document.js';
import { Violations } from '../validation/violations.js';
import { PlatformProblem } from '../http/problem.js';
import { lowerCased, type Query } from '../http/query.js';

/** The query of a search, as the OpenAPI document describes it. */
export interface SearchQuery extends SearchFilter {
  readonly orderBy?: string | null;
  readonly continuationToken?: string | null;
  readonly limit?: number | null;
  readonly endUserId?: string | null;
  readonly deleted?: string | null;
}

/**
 * Reads the query of a search. Names that the platform does not know it passes over, as ASP.NET Core does.
 *
 * @param path of the search in the OpenAPI document, after `/api/v1`
 * @throws PlatformProblem 400 for a value of the wrong type
 */
export function readSearch(path: string, given: Query): SearchQuery {
  const query = lowerCased(given);
  const known = openApi.paths[`/api/v1${path}`]!['get']!.parameters.filter((parameter) => parameter.in === 'query');
  const values = known.map(({ name, schema }) => [name, valueOf(name, schema, query[name.toLowerCase()])]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as SearchQuery;
}

function valueOf(name: string, schema: Schema, given: Query[string]): unknown {
  if (given === undefined) return undefined;
  const texts = [given].flat();
  const value = schema['type'] === 'array' ? texts : typed(schema['type'], texts.at(-1)!);
  try {
    return readJson(schema, value, { schemas: openApi.components.schemas });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new PlatformProblem(400, { [name]: [`Value [${texts.join()}] is not valid for the property.`] });
  }
}

function typed(type: unknown, text: string): unknown {
  if (type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text;
  return text;
}

/**
 * One page of a search by REST.
 *
 * @param candidates the dialogs that the caller may see
 * @throws PlatformProblem 400 for a parameter that is not valid
 */
export function searchPage(
  candidates: readonly Dialog[],
  query: SearchQuery,
  limits: SearchLimits,
): Page<Dialog> & { readonly orderBy: string } {
  const violations = new Violations({ now: new Date(), isExempt: () => false, mayEmbedHtml: false });
  checkFilter(violations, query, limits);
  const { limit = defaultLimit, orderBy, continuationToken } = query;
  if (limit !== null && (limit < 1 || limit > highestLimit))
    violations.add('limit', `'Limit' must be between 1 and ${highestLimit}. You entered ${limit}.`);
  const orders = typeof orderBy === 'string' ? ordersIn(orderBy) : defaultOrder;
  if (!orders) violations.add('orderBy', `Value [${orderBy}] is not valid for the property.`);
  const after = typeof continuationToken === 'string' && orders ? Place.in(continuationToken, orders) : undefined;
  if (typeof continuationToken === 'string' && !after)
    violations.add('continuationToken', `Value [${continuationToken}] is not valid for the property.`);
  violations.refuseIfAny(400);
  return {
    ...search(candidates, query, { orders: orders!, after, limit: limit ?? defaultLimit }),
    orderBy: orderText(orders!),
  };
}

function orderText(orders: readonly Order[]): string {
  const parts = orders.map(({ by, isDescending }) => `${by.toLowerCase()}_${isDescending ? 'desc' : 'asc'}`);
  return [...parts, 'id_desc'].join(',');
}
