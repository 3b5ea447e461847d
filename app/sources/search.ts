import type { Clock } from '../shared/clock.ts';
import {
  describeRequestError,
  type ResolveHost,
  sendCheckedRequest,
} from '../shared/outbound/checked-request.ts';
import { readBytes } from './read-bytes.ts';
import { SourceRefused } from './source-refused.ts';
import { withTimeLimit } from './time-limit.ts';

/** A page that a search server has found. */
export interface SearchHit {
  readonly url: string;
  readonly title: string;
  /** What the search server quotes from the page; never empty. */
  readonly excerpt: string;
  /** As the search server states it; null: it does not. */
  readonly publishedAt: string | null;
}

/** Asks the search server. Throws SourceRefused when it cannot, and the signal's reason when it aborts. */
export type Search = (query: string, signal: AbortSignal) => Promise<readonly SearchHit[]>;

export interface SearchDeps {
  /** The SearXNG server of the operator; null: none. */
  readonly searchUrl: string | null;
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'after'>;
  /** The operator has named the server, so its address may be private. */
  readonly lookUp: ResolveHost;
}

const answerBytesMax = 1024 * 1024;

const searchUnavailable = (message: string): SourceRefused =>
  new SourceRefused('search-unavailable', message);

/** Searches with SearXNG's JSON. */
export const createSearch =
  ({ searchUrl, timeoutMs, clock, lookUp }: SearchDeps): Search =>
  async (query, outer) => {
    if (searchUrl === null)
      throw new SourceRefused(
        'search-not-configured',
        'this server has no search server. Its operator can name one with ROSTRUM_SEARCH_URL.',
      );
    const url = new URL('search', searchUrl.replace(/\/*$/, '/'));
    url.search = `${new URLSearchParams({ q: query, format: 'json' })}`;
    return withTimeLimit({ timeoutMs, clock }, outer, async (signal) => {
      const response = await sendCheckedRequest({
        url,
        method: 'GET',
        headers: { 'user-agent': 'rostrum', accept: 'application/json', 'accept-encoding': 'identity' },
        signal,
        resolve: lookUp,
        isAllowedAddress: () => true,
      }).catch((error: unknown) => {
        throw searchUnavailable(`the search server did not answer: ${describeRequestError(error)}.`);
      });
      const bytes = await readBytes(response, { bytesMax: answerBytesMax, reserve() {} });
      if (response.statusCode !== 200)
        throw searchUnavailable(`the search server answered ${response.statusCode}.`);
      return parseSearchAnswer(new TextDecoder().decode(bytes));
    }).catch((error: unknown) => {
      if (error instanceof SourceRefused && error.code !== 'search-unavailable')
        throw searchUnavailable(`the answer of the search server ${error.message}`);
      throw error;
    });
  };

/** The hits of SearXNG's JSON, in its order; those without an address or an excerpt are left out. */
export function parseSearchAnswer(text: string): readonly SearchHit[] {
  const results = parseResults(text);
  if (!Array.isArray(results))
    throw searchUnavailable(
      'the search server did not answer with JSON. Its format json must be switched on.',
    );
  return results.flatMap((result: unknown): SearchHit[] => {
    const url = URL.parse(textOf(result, 'url'));
    const excerpt = textOf(result, 'content');
    if (!url || !/^https?:$/.test(url.protocol) || excerpt === '') return [];
    const title = textOf(result, 'title') || url.host;
    return [{ url: url.href, title, excerpt, publishedAt: textOf(result, 'publishedDate') || null }];
  });
}

function parseResults(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'results' in answer ? answer.results : null;
  } catch {
    return null;
  }
}

const memberCharsMax = 10_000;

function textOf(result: unknown, member: string): string {
  if (typeof result !== 'object' || result === null) return '';
  const value: unknown = Object.entries(result).find(([name]) => name === member)?.[1];
  return typeof value === 'string' ? value.slice(0, memberCharsMax).trim() : '';
}
