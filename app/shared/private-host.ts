import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** True for a server on this machine or in a private network, which computes what it is asked on its own hardware. */
export function isPrivateHost(url: string): boolean {
  const host = hostOf(new URL(url));
  if (isIP(host) !== 0) return !isPublicAddress(host);
  // A name without a dot is a container or a machine of the local network.
  return !host.includes('.') || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(host);
}

/** Without the brackets of an IPv6 address, and without the dot that ends a complete name. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$|\.$/g, '');

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
notPublicIpv6.addSubnet('3fff::', 20, 'ipv6');

/** True for an IP address that a request from outside may name: no service of a private network has it. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublicIpv4.check(address, 'ipv4');
  return isIPv6(address) && publicIpv6.check(address, 'ipv6') && !notPublicIpv6.check(address, 'ipv6');
}
