import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf } from '../private-host.ts';

/** The host leads to an address that may not be called. The address is for the log alone. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly host: string;
  readonly address: string;

  constructor(host: string, address: string) {
    super(`${host} does not lead to a public address.`);
    this.host = host;
    this.address = address;
  }
}

export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface CheckedRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly resolve: ResolveHost;
  readonly isAllowedAddress: (address: string) => boolean;
}

/**
 * Sends a request to an address that a tenant has chosen, if every address of its host is allowed; throws
 * AddressRefused otherwise. The name is resolved once, and the connection goes to an address that was checked.
 * Redirects are not followed.
 */
export async function sendCheckedRequest(request: CheckedRequest): Promise<IncomingMessage> {
  const { url, signal, resolve, isAllowedAddress } = request;
  const host = hostOf(url);
  signal.throwIfAborted();
  const resolved = isIP(host) === 0 ? resolve(host, signal) : [host];
  const addresses = await Promise.race([resolved, rejectOnAbort(signal)]);
  const refused = addresses.find((address) => !isAllowedAddress(address));
  if (refused !== undefined) throw new AddressRefused(host, refused);
  if (addresses.length === 0) throw new Error(`${host} has no address`);
  return connectAndSend(request, addresses);
}

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** A second look at the name could lead elsewhere. */
function connectAndSend(
  { url, method, headers, body, signal }: CheckedRequest,
  addresses: readonly string[],
): Promise<IncomingMessage> {
  const checked = addresses.map((address) => ({ address, family: isIP(address) }));
  // Node asks for all addresses unless the operator has switched that off (--no-network-family-autoselection).
  const lookup: LookupFunction = (_, { all }, callback) =>
    all ? callback(null, checked) : callback(null, checked[0]?.address ?? '', checked[0]?.family);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { method, headers, agent: false, lookup, signal });
    request.on('error', reject);
    request.once('response', resolve);
    request.end(body);
  });
}

/** The error of several addresses has a code and no message. */
export function describeRequestError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
