import type { ProxyLocation } from '../../models/nginx/proxy-locations.ts';
import { findSetting, type Header } from '../../models/nginx/scope.ts';

/** What a location does with the connections that its upstream could keep. */
export function keptConnections({ upstream, headers, setting, placeOf }: ProxyLocation) {
  const keepalive = upstream && findSetting([upstream.scope], 'keepalive');
  if (headers === null || keepalive?.kind !== 'set' || !(Number(keepalive.directive.args[0]) > 0)) return [];
  if (headers.set.get('upgrade')) return [];
  return [
    {
      kept: `${keepalive.place.resource} keeps ${keepalive.directive.args[0]}`,
      version: setting('proxy_http_version'),
      connection: headers.set.get('connection'),
      headerPlace: (at: Header) => headers.scope.placeOf('proxy_set_header Connection', at),
      placeOf,
    },
  ];
}
