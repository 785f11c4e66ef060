import { STATUS_CODES } from 'node:http';
import { defaultLanguage } from './languages.js';
import { problemDocument, problemMediaType } from './problem-document.js';
import { problemOf } from './problem.filter.js';
import type { Header } from './security-headers.js';
import { traceIdOf } from './trace-id.js';

/** A problem as a whole HTTP/1.1 message, for a request that was too broken, too large or too slow to be parsed. */
export function rawProblem(status: 400 | 408 | 431, headers: readonly Header[]): string {
  const problem = problemOf({ statusCode: status });
  const occurrence = { language: defaultLanguage, instance: '/', traceId: traceIdOf({ headers: {} }) };
  const body = JSON.stringify(problemDocument(problem, occurrence));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Language: ${defaultLanguage}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
}
