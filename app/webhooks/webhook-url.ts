import { isIP } from 'node:net';
import { hostOf, isPublicAddress } from '../shared/private-host.ts';

/** Why a webhook may not call the address; null: it may, if its name leads to a public address. */
export function findWebhookUrlProblem(text: string, allowedHosts: readonly string[]): string | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be a URL that begins with https://';
  if (url.username !== '' || url.password !== '') return 'must have no user name or password';
  if (isAllowedHost(url, allowedHosts)) return null;
  if (url.protocol !== 'https:' || url.port !== '')
    return 'must begin with https:// and have no port, unless the operator allows its host (ROSTRUM_WEBHOOK_HOSTS)';
  const host = hostOf(url);
  if (/(?:^|\.)localhost$/.test(host) || (isIP(host) !== 0 && !isPublicAddress(host)))
    return 'must not be a private address, unless the operator allows it (ROSTRUM_WEBHOOK_HOSTS)';
  return null;
}

/** True for a host that the operator has named; any address of it may be called. */
export const isAllowedHost = (url: URL, allowedHosts: readonly string[]): boolean =>
  allowedHosts.includes(url.host);
