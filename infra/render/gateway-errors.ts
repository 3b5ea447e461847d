import type { Contract } from '../../app/contract/types/contract.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { publicClasses } from './nginx/locations.ts';

/** What keeps a gateway from being rendered: one sentence each. Its values become part of nginx.conf. */
export function gatewayErrors({ gateway }: Contract): string[] {
  const { hostName, certificateFile, keyFile, assetsOrigin, upstreams } = gateway;
  const errors: string[] = [];
  if ((certificateFile === null) !== (keyFile === null))
    errors.push(
      'gateway.certificateFile and gateway.keyFile: a certificate needs its key, and a key its certificate',
    );
  for (const [name, path] of Object.entries({ certificateFile, keyFile }))
    if (path !== null && !/^[\w./@+-]+$/.test(path))
      errors.push(`gateway.${name} is ${path}: use a path without spaces and quotes`);
  if (hostName !== null && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(hostName))
    errors.push(`gateway.hostName is ${hostName}: use the name alone, such as debates.example`);
  if (assetsOrigin !== null && assetsOrigin !== '*' && URL.parse(assetsOrigin)?.origin !== assetsOrigin)
    errors.push(`gateway.assetsOrigin is ${assetsOrigin}: use *, or one origin, such as https://app.example`);
  for (const [name, servers] of Object.entries(upstreams)) {
    if (!publicClasses.some((known) => known === name))
      errors.push(
        `gateway.upstreams.${name} is not a route class that people reach` +
          `${didYouMean(name, publicClasses) || `; these are: ${publicClasses.join(', ')}`}`,
      );
    if (!/^[\w.-]+:\d{1,5}(?: [\w.-]+:\d{1,5})*$/.test(servers))
      errors.push(`gateway.upstreams.${name} is ${servers}: use HOST:PORT, separated by spaces`);
  }
  return errors;
}
