import { isIPv4, isIPv6 } from 'node:net';

/** True for a server on this machine or in a private network, which computes what it is asked on its own hardware. */
export function isPrivateHost(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIPv4(host)) return isPrivateIpv4(host);
  if (isIPv6(host)) return isPrivateIpv6(host);
  // A name without a dot is a container or a machine of the local network.
  return !host.includes('.') || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(host);
}

function isPrivateIpv4(host: string): boolean {
  const [first = 0, second = 0] = host.split('.').map(Number);
  if (first === 0 || first === 10 || first === 127) return true;
  if (first === 100) return second >= 64 && second < 128;
  if (first === 172) return second >= 16 && second < 32;
  return (first === 192 && second === 168) || (first === 169 && second === 254);
}

/** Loopback, unique local and link-local addresses, and private IPv4 addresses as the URL standard writes them. */
function isPrivateIpv6(host: string): boolean {
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host);
  if (mapped) {
    const [high = 0, low = 0] = mapped.slice(1).map((part) => Number.parseInt(part, 16));
    return isPrivateIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
  }
  return host === '::1' || host === '::' || /^f[cd]|^fe[89ab]/.test(host);
}
