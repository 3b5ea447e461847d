import type { ProxyLocation } from '../../models/nginx/proxy-locations.ts';
import type { Header } from '../../models/nginx/scope.ts';

/** The settings of a location that forwards the Upgrade header. */
export function forwardedUpgrades({ headers, setting }: ProxyLocation) {
  const upgrade = headers?.set.get('upgrade');
  if (headers === null || upgrade === undefined || upgrade.value === '') return [];
  const connection = headers.set.get('connection');
  return [{ upgrade, connection, version: setting('proxy_http_version'), scope: headers.scope }];
}

/** A variable may be upgrade. */
export const isUpgrade = ({ value }: Header): boolean => /upgrade|\$/i.test(value);
