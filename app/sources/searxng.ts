import { readHits, type SearchHit } from './search-hits.ts';
import type { SendToServer } from './search-request.ts';
import { searchUnavailable } from './source-refused.ts';

/** Searches with SearXNG's JSON. */
export async function searchWithSearxng(
  baseUrl: string,
  query: string,
  send: SendToServer,
): Promise<readonly SearchHit[]> {
  const url = new URL('search', baseUrl.replace(/\/*$/, '/'));
  url.search = `${new URLSearchParams({ q: query, format: 'json' })}`;
  const { text } = await send({ url, method: 'GET', headers: { accept: 'application/json' } });
  return parseSearxngAnswer(text);
}

/** The hits of SearXNG's JSON, in its order; those without an address or an excerpt are left out. */
export function parseSearxngAnswer(text: string): readonly SearchHit[] {
  const results = parseResults(text);
  if (!Array.isArray(results))
    throw searchUnavailable(
      'the search server did not answer with JSON. Its format json must be switched on.',
    );
  return readHits(results);
}

function parseResults(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'results' in answer ? answer.results : null;
  } catch {
    return null;
  }
}
