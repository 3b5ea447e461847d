import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { linkGateways } from '../../../infra/lint/link-gateways.ts';
import { brokenIn } from './support/findings.ts';

const contract = profile('self-hosted');

describe('a gateway is checked only for the requests that it serves', () => {
  const server = (...locations: readonly string[]) => [
    { name: 'nginx.conf', text: `http { client_max_body_size 0; server { ${locations.join(' ')} } }` },
  ];
  const location = (path: string, time: string) =>
    `location ${path} { proxy_pass http://a; proxy_read_timeout ${time}; }`;

  /** Event streams and sockets outside /api. */
  const others = [location('/mcp', '6m'), location('/w', '6m')];

  test.each([
    [
      'the longest prefix serves the request',
      [location('/', '5s'), location('/api/', '6m'), location('/v1/', '6m'), ...others],
      0,
    ],
    ['a matching expression wins over a prefix', [location('/', '6m'), location('~ /record$', '5s')], 1],
    [
      'a ^~ prefix wins over an expression',
      [location('^~ /api/', '6m'), location('~ /record$', '5s'), location('/w', '6m')],
      0,
    ],
    ['an exact path wins over a prefix', [location('/', '6m'), location('= /api/v1/agents', '5s')], 1],
    [
      'a nested location wins over its parent',
      [`location / { ${location('/api/', '5s')} ${location('/api/v1/', '6m')} ${location('/w', '6m')} }`],
      0,
    ],
  ])('%s', (_, locations, count) => {
    const found = brokenIn(server(...locations), { upstreamContract: contract });
    expect(found.filter((line) => /deadline|heartbeat/.test(line))).toHaveLength(count);
  });

  test('an Ingress with a longer path serves the request', () => {
    const ingress = (name: string, path: string, body: string) => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: ${body}
    nginx.ingress.kubernetes.io/proxy-read-timeout: '300'
spec: { rules: [{ http: { paths: [{ path: ${path}, pathType: Prefix, backend: { service: { name: a } } }] } }] }
`;
    const files = (...texts: string[]) => [{ name: 'ingress.yaml', text: texts.join('') }];
    const whole = ingress('all', '/', '1m');
    expect(brokenIn(files(whole), { upstreamContract: contract })).toEqual([
      'gateway-takes-our-bodies: the limit is 1 MiB, and Rostrum accepts 50 MiB',
    ]);
    expect(brokenIn(files(whole, ingress('api', '/api', '50m')), { upstreamContract: contract })).toEqual([]);
  });

  test('facts of the user do not apply to well-known servers next to the program', () => {
    const userFacts = new Map([
      ['process.drainDelayMs', 0] as const,
      ['process.drainInflightMs', 5000] as const,
      ['process.viewerCloseMs', 0] as const,
      ['process.flushMs', 0] as const,
    ]);
    const file = (image: string) => [
      { name: 'compose.yaml', text: `services: { a: { image: ${image}, stop_grace_period: 2s } }` },
    ];
    expect(brokenIn(file('docker.io/library/postgres:17'), { userFacts })).toEqual([]);
    expect(brokenIn(file('registry.example/app:1'), { userFacts })).toEqual(['drain-within-stop: 5 s > 2 s']);
  });

  test('a fact of the gateway wins over the same fact of the program', () => {
    const place = { file: 'x', resource: 'x', path: 'x', construct: null, line: null };
    const found = (value: number) =>
      new Map([['edge.gatewayIdleMs' as const, { value, place, isDefault: false }]]);
    const { requestPaths } = linkGateways(
      [
        {
          name: 'gate',
          facts: found(1),
          contract: null,
          upstream: {
            hosts: ['a'],
            routeClasses: new Set(),
            gateway: { bodyLimit: null, upgradeMissingAt: null, bufferedAt: null, reloadTimes: [] },
          },
        },
        { name: 'program', facts: found(2), contract: null, hosts: ['a'] },
      ],
      null,
    );
    expect(requestPaths.map(({ name, facts }) => [name, facts.get('edge.gatewayIdleMs')?.value])).toEqual([
      ['gate → program', 1],
      ['program', 2],
    ]);
  });
});
