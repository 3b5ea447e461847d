import { lookup, Resolver } from 'node:dns/promises';

/** Of one name server, so that another one can answer within the time of a request. */
const serverTimeoutMs = 2000;

/**
 * The addresses that the name servers have for a host; `servers` replaces those of this machine. Without dns.lookup,
 * which holds one of the process's few threads until a dead name server is given up.
 */
export async function resolveHost(
  host: string,
  signal: AbortSignal,
  servers?: readonly string[],
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: serverTimeoutMs, tries: 1 });
  if (servers) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    if (ipv4.status === 'rejected' && ipv6.status === 'rejected') throw ipv4.reason;
    return [ipv4, ipv6].flatMap((family) => (family.status === 'fulfilled' ? family.value : []));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** The addresses of a host as this machine resolves it, its own files of names included. */
export const lookUpHost = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);
