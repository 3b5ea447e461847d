import type { IncomingMessage } from 'node:http';
import type { EvidenceSource } from '../debate/core/events.ts';
import type { Clock } from '../shared/clock.ts';
import { AddressRefused, type ResolveHost, sendCheckedRequest } from '../shared/outbound/checked-request.ts';
import { isPublicAddress } from '../shared/private-host.ts';
import { type ByteLimits, readBytes, unreadable } from './read-bytes.ts';
import { isLoopbackHost, isLoopbackUrl } from './source-hosts.ts';
import { SourceRefused, sourceUnavailable } from './source-refused.ts';
import { checkSourceUrl } from './source-url.ts';
import { withTimeLimit } from './time-limit.ts';

/** A document as it was read from its address. */
export interface FetchedDocument {
  readonly name: string;
  /** As the server names it, with its character set; '' if it does not. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly source: EvidenceSource;
}

export interface ReadSourceOptions extends ByteLimits {
  readonly signal: AbortSignal;
}

/** Reads a document from its address. Throws SourceRefused when it cannot, and the signal's reason when it aborts. */
export type ReadSource = (url: string, options: ReadSourceOptions) => Promise<FetchedDocument>;

export interface ReadSourceDeps {
  /** Hosts that the operator allows documents from; empty: none. */
  readonly hosts: readonly string[];
  /** From the request to the last byte, redirects included. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'after'>;
  readonly now: () => Date;
  /** Of a host of this machine. */
  readonly lookUp: ResolveHost;
  /** Of any other host, from the name servers. */
  readonly resolve: ResolveHost;
  /** For the log alone: it would let tenants read the names of a private network. */
  readonly onPrivateAddress: (host: string, address: string) => void;
}

const redirectsMax = 5;

export const createReadSource =
  (deps: ReadSourceDeps): ReadSource =>
  async (text, options) => {
    const requested = checkSourceUrl(text, deps.hosts);
    return withTimeLimit(deps, options.signal, async (signal) => {
      const { url, response } = await follow(requested, deps, signal);
      const bytes = await readBytes(response, options);
      return {
        name: nameOf(requested),
        mediaType: response.headers['content-type'] ?? '',
        bytes,
        source: {
          url: requested.href,
          ...(url.href !== requested.href && { redirectedTo: url.href }),
          fetchedAt: deps.now().toISOString(),
        },
      };
    });
  };

/** The answer of the document's server. Every address on the way is checked like the first. */
async function follow(requested: URL, deps: ReadSourceDeps, signal: AbortSignal) {
  let url = requested;
  for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
    const response = await send(url, deps, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return { url, response };
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
      throw sourceUnavailable(`cannot be read: its server answered ${statusCode}.`);
    url = parseRedirect(headers.location, url, deps.hosts);
  }
  throw sourceUnavailable(`cannot be read: it redirects more than ${redirectsMax} times.`);
}

function parseRedirect(location: string, from: URL, hosts: readonly string[]): URL {
  try {
    return checkSourceUrl(URL.parse(location, from)?.href ?? '', hosts);
  } catch (error) {
    if (!(error instanceof SourceRefused)) throw error;
    throw new SourceRefused(error.code, `redirects to an address that ${error.message}`);
  }
}

async function send(url: URL, deps: ReadSourceDeps, signal: AbortSignal): Promise<IncomingMessage> {
  const isLoopback = isLoopbackUrl(url);
  try {
    return await sendCheckedRequest({
      url,
      method: 'GET',
      headers: { 'user-agent': 'rostrum', accept: '*/*', 'accept-encoding': 'identity' },
      signal,
      resolve: isLoopback ? deps.lookUp : deps.resolve,
      isAllowedAddress: isLoopback ? isLoopbackHost : isPublicAddress,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AddressRefused)) throw unreadable(error);
    deps.onPrivateAddress(error.host, error.address);
    throw new SourceRefused('host-not-allowed', `cannot be read: ${error.message}`);
  }
}

/** The last part of its path, which may say its type; else its host. */
function nameOf({ pathname, hostname }: URL): string {
  const last = pathname.split('/').findLast((part) => part !== '') ?? hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
