import { describe, expect, test } from 'vitest';
import { clientAddress, clientNetwork } from '../../../app/http/middleware/client-address.ts';

const peer = '10.0.0.1';

describe('the client address', () => {
  test('is the peer if no proxy is trusted', () => {
    expect(clientAddress('203.0.113.7', peer, 0)).toBe(peer);
    expect(clientAddress(undefined, peer, 0)).toBe(peer);
  });

  test.each([
    [1, '203.0.113.7'],
    [2, '198.51.100.2'],
    [3, '192.0.2.3'],
  ])('is, with %i trusted proxies, the entry of the outermost one', (proxies, address) => {
    expect(clientAddress('9.9.9.9, 192.0.2.3, 198.51.100.2, 203.0.113.7', peer, proxies)).toBe(address);
  });

  test('ignores a forged chain of any length', () => {
    const forged = Array.from({ length: 100 }, (_, index) => `1.2.3.${index}`).join(', ');
    expect(clientAddress(`${forged}, 203.0.113.7, 10.0.0.9`, peer, 2)).toBe('203.0.113.7');
    expect(clientAddress('127.0.0.1, 203.0.113.7', peer, 1)).toBe('203.0.113.7');
  });

  test('treats repeated headers as one chain', () => {
    const headers = new Headers([
      ['x-forwarded-for', '6.6.6.6'],
      ['x-forwarded-for', '203.0.113.7'],
      ['x-forwarded-for', '10.0.0.9'],
    ]);
    expect(clientAddress(headers.get('x-forwarded-for') ?? undefined, peer, 2)).toBe('203.0.113.7');
  });

  test('is the peer if the chain is shorter than the number of proxies', () => {
    expect(clientAddress('203.0.113.7', peer, 2)).toBe(peer);
    expect(clientAddress('', peer, 1)).toBe(peer);
  });

  test.each([
    ['203.0.113.7:51234', '203.0.113.7'],
    ['  203.0.113.7  ', '203.0.113.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::1', '::1'],
  ])('of the entry %j is %s', (entry, address) => {
    expect(clientAddress(entry, peer, 1)).toBe(address);
  });

  test.each([
    'unknown',
    '_hidden',
    '203.0.113',
    '203.0.113.7.8',
    '203.0.113.256',
    '203.0.113.7:99999999',
    '0x7f.0.0.1',
    '[203.0.113.7]',
    '[2001:db8::1',
    'fe80::1%eth0',
    '2001:db8::1::2',
    '"203.0.113.7"',
    '<script>',
    '203.0.113.7 10.0.0.1',
    '[]',
    ':443',
  ])('is the peer if the entry is %j', (entry) => {
    expect(clientAddress(entry, peer, 1)).toBe(peer);
  });

  test('normalises the peer, and is unknown if the peer is not an address', () => {
    expect(clientAddress(undefined, '::ffff:127.0.0.1', 0)).toBe('127.0.0.1');
    expect(clientAddress(undefined, '', 0)).toBe('unknown');
  });
});

describe('clientNetwork', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});
