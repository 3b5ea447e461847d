import { expect, it } from 'vitest';
import { isPrivateHost, isPublicAddress } from '../../app/shared/private-host.ts';

it.each([
  ...['localhost:11434', '127.0.0.1', '127.9.9.9', '[::1]:8000', '0.0.0.0', '2130706433', '10.1.2.3'],
  ...['172.16.0.1', '172.31.255.1', '192.168.178.20', '169.254.1.1', '100.100.1.1', '[fd00::1]', '[fe80::1]'],
  ...[
    '[::ffff:10.0.0.1]',
    '198.18.0.1',
    'gpu',
    'gpu.',
    'gpu:8000',
    'host.docker.internal',
    'box.local',
    'nas.lan',
    'a.home.arpa',
  ],
])('%s is in a private network', (host) => {
  expect(isPrivateHost(`http://${host}/v1`)).toBe(true);
});

it.each([
  ...['openrouter.ai', 'api.example.com', '8.8.8.8', '172.15.0.1', '172.32.0.1', '192.169.0.1', '11.0.0.1'],
  ...['100.63.0.1', '100.128.0.1', '[2606:4700::1111]', 'localhost.example.com', 'fd.example'],
])('%s is public', (host) => {
  expect(isPrivateHost(`https://${host}/v1`)).toBe(false);
});

it.each([
  ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '169.254.170.2'],
  ...['100.100.1.1', '192.0.0.192', '198.19.0.1', '224.0.0.1', '255.255.255.255'],
  ...['::1', '::', 'fe80::1', 'fd00:ec2::254', '::ffff:8.8.8.8', '::ffff:10.0.0.1', '64:ff9b::a00:1'],
  ...['2002:a00:1::', '2001:0:1::1', '2001:db8::1', '3fff::1', 'ff02::1', 'example.com', ''],
])('no webhook may call the address %j', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);
