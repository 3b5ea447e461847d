import { isIP } from 'node:net';

/**
 * Where a request comes from, as far as that can be believed. Every proxy appends to X-Forwarded-For whom it was asked
 * by; with n of them the n-th entry from the right was written by the outermost, and everything left of it by whoever
 * wanted to. `forwarded` is the header, repeated ones joined by commas. When that entry is missing, or is no address,
 * it is the peer's: never a text of the client's own. An address comes in one spelling.
 */
export function clientAddress(forwarded: string | undefined, peer: string, trustedProxies: number): string {
  const forwardedAddress = trustedProxies > 0 ? forwarded?.split(',').at(-trustedProxies) : undefined;
  return parseAddress(forwardedAddress ?? '') ?? parseAddress(peer) ?? 'unknown';
}

/** An address with or without brackets and port, in its one spelling; null when it is none. */
function parseAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(trimmed) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(trimmed) ?? [];
  const address = bracketed ?? beforePort ?? trimmed;
  // A zone says which of our own interfaces; nobody's address has one.
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

/** A socket that listens on IPv6 shows IPv4 peers as `::ffff:a.b.c.d`, which the URL parser writes in hex. */
function unmapIpv4(address: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low].flatMap((pair) => [parseInt(pair, 16) >> 8, parseInt(pair, 16) & 255]).join('..');
}

/** What one client has at least to itself: of IPv4 the address, of IPv6 the /64, in which it takes any it likes. */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const leading = head.split(':').filter((group) => group !== '');
  const trailing = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - leading.length - trailing.length }, () => '0');
  return `${[...leading, ...zeros, ...trailing].slice(0, 4).join(':')}::/64`;
}
