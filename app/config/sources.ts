import type { SearchServer } from '../sources/search.ts';
import { findHostPatternProblem, isLoopbackHost } from '../sources/source-hosts.ts';
import type { Environment } from './environment.ts';

/** Where the server may read evidence by itself. */
export interface SourcesConfig {
  /** Hosts that documents may be read from; empty: none. */
  readonly evidenceHosts: readonly string[];
  /** null: none. */
  readonly searchServer: SearchServer | null;
}

/** Adds to `problems`. Documents of this machine are for an open server, which others cannot reach. */
export function parseSources(environment: Environment, isOpen: boolean, problems: string[]): SourcesConfig {
  const { ROSTRUM_EVIDENCE_HOSTS: text = '' } = environment;
  const evidenceHosts = text.split(',').flatMap((host) => host.trim() || []);
  for (const host of evidenceHosts) {
    const problem =
      findHostPatternProblem(host) ??
      (isLoopbackHost(host) && !isOpen
        ? 'is this machine, from which only a server without keys may read documents'
        : null);
    if (problem) problems.push(`ROSTRUM_EVIDENCE_HOSTS: ${host} ${problem}.`);
  }
  return { evidenceHosts, searchServer: parseSearchServer(environment, problems) };
}

function parseSearchServer(
  { ROSTRUM_SEARCH_URL: url, ROSTRUM_SEARCH_TOOL: tool, ROSTRUM_SEARCH_TOKEN: token }: Environment,
  problems: string[],
): SearchServer | null {
  if (url === undefined) {
    const name = tool === undefined ? 'ROSTRUM_SEARCH_TOKEN' : 'ROSTRUM_SEARCH_TOOL';
    if (tool !== undefined || token !== undefined)
      problems.push(`${name}: it needs the address of the search server in ROSTRUM_SEARCH_URL.`);
    return null;
  }
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    problems.push('ROSTRUM_SEARCH_URL: it must be a URL that begins with http:// or https://.');
  return { url, tool: tool ?? null, token: token ?? null };
}
