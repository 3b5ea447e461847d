import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../shared/private-host.ts';
import { findWebhookUrlProblem, hostOf, isAllowedHost } from './webhook-url.ts';

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
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
}

export const createPostWebhook = ({ allowedHosts, resolve }: PostWebhookDeps): PostWebhook =>
  async function postWebhook(post) {
    const problem = findWebhookUrlProblem(post.url, allowedHosts);
    if (problem) throw new WebhookRefused(`The address ${problem}.`);
    const url = new URL(post.url);
    const addresses = await Promise.race([resolve(hostOf(url)), rejectOnAbort(post.signal)]);
    if (!isAllowedHost(url, allowedHosts)) {
      const refused = addresses.find(({ address }) => !isPublicAddress(address));
      if (refused)
        throw new WebhookRefused(`${hostOf(url)} leads to ${refused.address}, which is not public.`);
    }
    const [first] = addresses;
    if (!first) throw new Error(`${hostOf(url)} has no address`);
    return send(url, first, post);
  };

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Connects to the address that was checked: a second look at the name could lead elsewhere. */
function send(url: URL, { address }: LookupAddress, { headers, body, signal }: WebhookPost): Promise<number> {
  const family = isIPv6(address) ? 6 : 4;
  const lookup: LookupFunction = (_, { all }, callback) =>
    all ? callback(null, [{ address, family }]) : callback(null, address, family);
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
