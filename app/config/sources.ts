import { findHostPatternProblem, isLoopbackHost } from '../sources/source-hosts.ts';
import type { Environment } from './environment.ts';

/** Where the server may read evidence by itself. */
export interface SourcesConfig {
  /** Hosts that documents may be read from; empty: none. */
  readonly evidenceHosts: readonly string[];
  /** A SearXNG server; null: none. */
  readonly searchUrl: string | null;
}

/** Adds to `problems`. Documents of this machine are for an open server, which others cannot reach. */
export function parseSources(
  { ROSTRUM_EVIDENCE_HOSTS: text = '', ROSTRUM_SEARCH_URL: searchUrl }: Environment,
  isOpen: boolean,
  problems: string[],
): SourcesConfig {
  const evidenceHosts = text.split(',').flatMap((host) => host.trim() || []);
  for (const host of evidenceHosts) {
    const problem =
      findHostPatternProblem(host) ??
      (isLoopbackHost(host) && !isOpen
        ? 'is this machine, from which only a server without keys may read documents'
        : null);
    if (problem) problems.push(`ROSTRUM_EVIDENCE_HOSTS: ${host} ${problem}.`);
  }
  if (searchUrl !== undefined && !/^https?:$/.test(URL.parse(searchUrl)?.protocol ?? ''))
    problems.push('ROSTRUM_SEARCH_URL: it must be a URL that begins with http:// or https://.');
  return { evidenceHosts, searchUrl: searchUrl ?? null };
}
