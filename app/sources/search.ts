import type { Clock } from '../shared/clock.ts';
import type { ResolveHost } from '../shared/outbound/checked-request.ts';
import type { SearchHit } from './search-hits.ts';
import { createSender } from './search-request.ts';
import { searchWithTool } from './search-tool.ts';
import { searchWithSearxng } from './searxng.ts';
import { SourceRefused, searchUnavailable } from './source-refused.ts';
import { withTimeLimit } from './time-limit.ts';

/** Asks the search server. Throws SourceRefused when it cannot, and the signal's reason when it aborts. */
export type Search = (query: string, signal: AbortSignal) => Promise<readonly SearchHit[]>;

/** The search server of the operator. */
export interface SearchServer {
  readonly url: string;
  /** The tool of an MCP server that searches; null: the server is SearXNG. */
  readonly tool: string | null;
  /** For a server that asks for a bearer token; null: none. */
  readonly token: string | null;
}

export interface SearchDeps {
  /** null: none. */
  readonly searchServer: SearchServer | null;
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'after'>;
  /** The operator has named the server, so its address may be private. */
  readonly lookUp: ResolveHost;
}

export const createSearch =
  ({ searchServer, timeoutMs, clock, lookUp }: SearchDeps): Search =>
  async (query, outer) => {
    if (searchServer === null)
      throw new SourceRefused(
        'search-not-configured',
        'this server has no search server. Its operator can name one with ROSTRUM_SEARCH_URL.',
      );
    const { url, tool, token } = searchServer;
    return withTimeLimit({ timeoutMs, clock }, outer, async (signal) => {
      const send = createSender(token, lookUp, signal);
      return tool === null
        ? searchWithSearxng(url, query, send)
        : searchWithTool({ url: new URL(url), tool }, query, send);
    }).catch((error: unknown) => {
      if (error instanceof SourceRefused && error.code !== 'search-unavailable')
        throw searchUnavailable(`the answer of the search server ${error.message}`);
      throw error;
    });
  };
