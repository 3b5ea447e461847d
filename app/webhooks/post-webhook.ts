import { AddressRefused, type ResolveHost, sendCheckedRequest } from '../shared/outbound/checked-request.ts';
import { isPublicAddress } from '../shared/private-host.ts';
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

export function createPostWebhook(deps: PostWebhookDeps): PostWebhook {
  const { allowedHosts, lookUp, resolve, onPrivateAddress } = deps;
  return async function postWebhook({ headers, body, signal, ...post }) {
    const problem = findWebhookUrlProblem(post.url, allowedHosts);
    if (problem) throw new WebhookRefused(`The address ${problem}.`);
    const url = new URL(post.url);
    const isAllowed = isAllowedHost(url, allowedHosts);
    try {
      const response = await sendCheckedRequest({
        url,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        body,
        signal,
        resolve: isAllowed ? lookUp : resolve,
        isAllowedAddress: isAllowed ? () => true : isPublicAddress,
      });
      response.destroy();
      return response.statusCode ?? 0;
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error;
      onPrivateAddress(error.host, error.address);
      throw new WebhookRefused(error.message);
    }
  };
}
