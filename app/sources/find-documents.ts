import type { EvidenceSource } from '../debate/core/events.ts';
import type { FetchedDocument, ReadSource, ReadSourceOptions } from './read-source.ts';
import type { Search } from './search.ts';
import type { SearchHit } from './search-hits.ts';
import { isSourceHost } from './source-hosts.ts';
import { SourceRefused } from './source-refused.ts';

/** A page that was found: what the search server quotes from it, and the page itself if it may be read. */
export interface FoundDocument {
  readonly excerpt: FetchedDocument;
  readonly page: FetchedDocument | null;
}

export interface FindDocumentsDeps {
  readonly search: Search;
  readonly readSource: ReadSource;
  /** Hosts that the operator allows documents from. */
  readonly hosts: readonly string[];
  readonly now: () => Date;
}

export interface FindOptions extends ReadSourceOptions {
  readonly queries: readonly string[];
  readonly resultsMax: number;
}

/** Finds pages for the queries, which take turns. Throws SourceRefused when there are none. */
export type FindDocuments = (options: FindOptions) => Promise<readonly FoundDocument[]>;

export const createFindDocuments =
  (deps: FindDocumentsDeps): FindDocuments =>
  async ({ queries, resultsMax, ...options }) => {
    const found: { query: string; hits: readonly SearchHit[] }[] = [];
    for (const query of queries) found.push({ query, hits: await deps.search(query, options.signal) });
    const hits = takeTurns(found).slice(0, resultsMax);
    if (hits.length === 0)
      throw new SourceRefused(
        'validation-failed',
        'nothing was found. Change the queries, or leave search out.',
      );
    const documents: FoundDocument[] = [];
    for (const { query, hit } of hits)
      documents.push({
        excerpt: toExcerpt(hit, { url: hit.url, fetchedAt: deps.now().toISOString(), query }),
        page: await readPage(hit, query, deps, options),
      });
    return documents;
  };

interface FoundHit {
  readonly query: string;
  readonly hit: SearchHit;
}

/** The first hit of each query, then the second; each address once. */
function takeTurns(found: readonly { query: string; hits: readonly SearchHit[] }[]): readonly FoundHit[] {
  const longest = Math.max(0, ...found.map(({ hits }) => hits.length));
  const byUrl = new Map<string, FoundHit>();
  for (let index = 0; index < longest; index += 1)
    for (const { query, hits } of found) {
      const hit = hits[index];
      if (hit && !byUrl.has(hit.url)) byUrl.set(hit.url, { query, hit });
    }
  return [...byUrl.values()];
}

function toExcerpt({ title, excerpt, publishedAt }: SearchHit, source: EvidenceSource): FetchedDocument {
  const lines = [
    title,
    ...(publishedAt === null ? [] : [`Published: ${publishedAt}`]),
    'Excerpt of the search server:',
    excerpt,
  ];
  return {
    name: title.replace(/[/\\]/g, ' '),
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(lines.join('\n')),
    source,
  };
}

/** Null: the operator does not allow its host, or it cannot be read. Its excerpt is evidence then. */
async function readPage(
  { url, title }: SearchHit,
  query: string,
  { readSource, hosts }: FindDocumentsDeps,
  options: ReadSourceOptions,
): Promise<FetchedDocument | null> {
  if (!isSourceHost(new URL(url), hosts)) return null;
  try {
    const page = await readSource(url, options);
    return { ...page, name: title.replace(/[/\\]/g, ' '), source: { ...page.source, query } };
  } catch (error) {
    if (error instanceof SourceRefused) return null;
    throw error;
  }
}
