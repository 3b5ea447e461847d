import { BlockList, isIPv4, isIPv6 } from 'node:net';

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

/** What is not reachable on the internet, or not one machine: IANA's special-purpose addresses, and multicast. */
const notPublicIpv4 = new BlockList();
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]) {
  const [network = '', bits] = range.split('/');
  notPublicIpv4.addSubnet(network, Number(bits), 'ipv4');
}

/** Of IPv6, one range is public, except for those that lead to IPv4 addresses (Teredo, 6to4) and documentation. */
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');
const notPublicIpv6 = new BlockList();
notPublicIpv6.addSubnet('2001::', 23, 'ipv6');
notPublicIpv6.addSubnet('2001:db8::', 32, 'ipv6');
notPublicIpv6.addSubnet('2002::', 16, 'ipv6');

/** True for an IP address that a request from outside may name: no service of a private network has it. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublicIpv4.check(address, 'ipv4');
  return isIPv6(address) && publicIpv6.check(address, 'ipv6') && !notPublicIpv6.check(address, 'ipv6');
}
