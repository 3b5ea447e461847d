import { isIP } from 'node:net';

/**
 * The client's address, normalised. Every proxy appends the address of its own client to X-Forwarded-For (`forwarded`,
 * repeated headers joined by commas). With n trusted proxies the outermost of them wrote the n-th entry from the right;
 * a client can forge everything to the left of it. If that entry is missing or not an address, the result is the peer.
 */
export function clientAddress(forwarded: string | undefined, peer: string, trustedProxies: number): string {
  const forwardedAddress = trustedProxies > 0 ? forwarded?.split(',').at(-trustedProxies) : undefined;
  return parseAddress(forwardedAddress ?? '') ?? parseAddress(peer) ?? 'unknown';
}

/** Normalises an address with or without brackets and port; null if it is not an address. */
function parseAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(trimmed) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(trimmed) ?? [];
  const address = bracketed ?? beforePort ?? trimmed;
  // A zone names an interface of this machine, so a remote client's address cannot have one.
  if (address.includes('%')) return null;
  switch (isIP(address)) {
    case 4:
      return bracketed === undefined ? address : null;
    case 6:
      return unmapIpv4(new URL(`http://[${address}]`).hostname.slice(1, -1));
    default:
      return null;
  }
}

/** An IPv6 listener reports IPv4 peers as `::ffff:a.b.c.d`, which the URL parser converts to hex. */
function unmapIpv4(address: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low].flatMap((pair) => [parseInt(pair, 16) >> 8, parseInt(pair, 16) & 255]).join('.');
}

/** The network that belongs to one client: an IPv4 address, or an IPv6 /64, whose addresses it chooses freely. */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const leading = head.split(':').filter((group) => group !== '');
  const trailing = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - leading.length - trailing.length }, () => '0');
  return `${[...leading, ...zeros, ...trailing].slice(0, 4).join(':')}::/64`;
}
