import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, isPublicAddress } from '../shared/private-host.ts';
import { findWebhookUrlProblem, isAllowedHost } from './webhook-url.ts';

/** The address is one that may not be called. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Sends a webhook; resolves with the status of the answer, whose body is not read. Redirects are not followed. */
export type PostWebhook = (post: WebhookPost) => Promise<number>;

export interface PostWebhookDeps {
  /** Hosts that the operator has named. */
  readonly allowedHosts: readonly string[];
  /** Of a host that the operator has named, as this machine does it. */
  readonly lookUp: ResolveHost;
  /** Of a host that a tenant has chosen, from the name servers. */
  readonly resolve: ResolveHost;
  /** For the log alone: it would let tenants read the names of a private network. */
  readonly onPrivateAddress: (host: string, address: string) => void;
}

type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

export function createPostWebhook(deps: PostWebhookDeps): PostWebhook {
  const { allowedHosts, lookUp, resolve, onPrivateAddress } = deps;
  return async function postWebhook(post) {
    const problem = findWebhookUrlProblem(post.url, allowedHosts);
    if (problem) throw new WebhookRefused(`The address ${problem}.`);
    const url = new URL(post.url);
    const host = hostOf(url);
    const isAllowed = isAllowedHost(url, allowedHosts);
    const resolved = isIP(host) === 0 ? (isAllowed ? lookUp : resolve)(host, post.signal) : [host];
    const addresses = await Promise.race([resolved, rejectOnAbort(post.signal)]);
    const refused = isAllowed ? undefined : addresses.find((address) => !isPublicAddress(address));
    if (refused !== undefined) {
      onPrivateAddress(host, refused);
      throw new WebhookRefused(`${host} does not lead to a public address.`);
    }
    if (addresses.length === 0) throw new Error(`${host} has no address`);
    return send(url, addresses, post);
  };
}

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Connects to one of the addresses that were checked: a second look at the name could lead elsewhere. */
function send(
  url: URL,
  addresses: readonly string[],
  { headers, body, signal }: WebhookPost,
): Promise<number> {
  const checked = addresses.map((address) => ({ address, family: isIP(address) }));
  // Node asks for all addresses unless the operator has switched that off (--no-network-family-autoselection).
  const lookup: LookupFunction = (_, { all }, callback) =>
    all ? callback(null, checked) : callback(null, checked[0]?.address ?? '', checked[0]?.family);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false,
      lookup,
      signal,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.on('error', reject);
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.end(body);
  });
}
