import { isIP } from 'node:net';
import { hostOf } from '../shared/private-host.ts';

/** Why documents cannot be allowed from this host; null: they can. `*.example.org` stands for all hosts below it. */
export function findHostPatternProblem(pattern: string): string | null {
  const host = pattern.replace(/^\*\./, '');
  const url = URL.parse(`https://${host}`);
  if (url?.host !== host) return 'is not a host, such as docs.example.org or *.example.org, in lower case';
  if (host !== pattern && (isIP(hostOf(url)) !== 0 || !host.includes('.')))
    return 'stands for too many hosts: name at least two parts after the *';
  return null;
}

/** True for a host that the operator allows documents from. Its port counts, unless it is the default one. */
export const isSourceHost = ({ host }: URL, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern));

/** True for this machine. It may speak HTTP, and only an open server may read from it. */
export const isLoopbackUrl = (url: URL): boolean => isLoopbackHost(hostOf(url));

export const isLoopbackHost = (host: string): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])(?::\d+)?$/.test(host);
