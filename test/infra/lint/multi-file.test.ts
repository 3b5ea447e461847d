import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { type InputFile, lint } from '../../../infra/lint/lint.ts';
import { type RendererName, renderers } from '../../../infra/render/renderers.ts';
import { brokenIn, withState } from './support/findings.ts';

const contract = profile('self-hosted');

interface Change {
  readonly from: RegExp | string;
  readonly to: string;
}

/** A file rendered from the contract, with one text replaced. */
function renderFile(name: RendererName, change?: Change): InputFile {
  const { file, render } = renderers[name];
  const text = render(contract);
  if (change === undefined) return { name: file, text };
  const changed = text.replace(change.from, change.to);
  if (changed === text) throw new Error(`${file} has no ${change.from}`);
  return { name: file, text: changed };
}

const lineOf = (text = '', part: string): number =>
  text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('files rendered from the contract', () => {
  test.each([
    [['nginx']],
    [['compose']],
    [['kubernetes']],
    [['compose', 'nginx']],
    [['nginx', 'kubernetes', 'compose']],
  ] as [RendererName[]][])('%s together have no findings', (names) => {
    expect(brokenIn(names.map((name) => renderFile(name)))).toEqual([]);
  });

  test('invariants between a gateway and a program in two files hold', () => {
    const holds = withState(lint({ files: [renderFile('nginx'), renderFile('compose')] }), 'holds').map(
      ({ id }) => id,
    );
    expect(holds).toEqual(
      expect.arrayContaining([
        'keep-alive-outlives-gateway',
        'deadline-before-gateway',
        'heartbeat-twice-within-gateway-timeout',
        'drain-within-stop',
        'files-within-limit',
      ]),
    );
  });
});

describe('a gateway in one file and the program in another are checked together', () => {
  test.each<[string, Change, string]>([
    [
      'idle time',
      { from: 'keepalive_timeout 310s', to: 'keepalive_timeout 320s' },
      'keep-alive-outlives-gateway: 315 s ≤ 320 s',
    ],
    [
      'read time',
      { from: 'proxy_read_timeout 300s', to: 'proxy_read_timeout 1m20s' },
      'deadline-before-gateway: 300 s > 80 s',
    ],
    [
      'read time left out',
      { from: 'proxy_read_timeout 300s;', to: '' },
      'deadline-before-gateway: 300 s > 60 s',
    ],
    [
      'bodies',
      { from: /50m/g, to: '1m' },
      'gateway-takes-our-bodies: the limit is 1 MiB, and Rostrum accepts 50 MiB',
    ],
    [
      'upgrade',
      { from: /proxy_set_header Upgrade .*\n/, to: '' },
      'our-socket-upgrades: no header Upgrade is set',
    ],
    [
      'lag of reloads',
      { from: /worker_shutdown_timeout \w+/, to: 'worker_shutdown_timeout 10s' },
      'reload-outlasts-requests: it is 10 s, and a request may take 295 s',
    ],
    [
      'buffering',
      { from: /proxy_buffering off;\n\s*gzip off;\n/, to: 'proxy_ignore_headers X-Accel-Buffering;\n' },
      'our-streams-pass: buffering is on, and X-Accel-Buffering is ignored',
    ],
  ])('%s', (_, change, expected) => {
    const found = brokenIn([renderFile('nginx', change), renderFile('compose')]);
    expect(new Set(found)).toEqual(new Set([expected]));
  });

  test('a finding names both files, both numbers and the fix', () => {
    const change = { from: 'proxy_read_timeout 300s', to: 'proxy_read_timeout 30s' };
    const files = [renderFile('nginx', change), renderFile('compose')];
    const [first] = withState(lint({ files }), 'broken');
    expect(first).toMatchObject({
      id: 'deadline-before-gateway',
      comparison: '300 s > 30 s',
      place: { file: 'nginx.conf', resource: 'server 8080', path: 'proxy_read_timeout' },
      fix: 'Make server 8080 proxy_read_timeout (edge.gatewayReadMs) at least 300 s.',
    });
    expect(first?.place?.line).toBe(lineOf(files[0]?.text, 'proxy_read_timeout'));
    expect(first?.requestPaths[0]).toMatch(/^server 8080 location .* → api → web$/);
  });

  test('a path without uploads need not accept the largest body', () => {
    const change = { from: /(location = \/api\/v1\/agents [^}]*?)50m/, to: '$11k' };
    expect(brokenIn([renderFile('nginx', change), renderFile('compose')])).toEqual([]);
  });

  test('a path of another class is not checked against the deadline of the api class', () => {
    const change = { from: /(proxy_cache assets;)/, to: '$1 proxy_read_timeout 5s;' };
    expect(brokenIn([renderFile('nginx', change), renderFile('compose')])).toEqual([]);
  });

  test('without another file, the program is known from the profile or the facts of the user', () => {
    const file = renderFile('nginx', { from: /keepalive_timeout 310s/g, to: 'keepalive_timeout 400s' });
    const each = (options: Parameters<typeof brokenIn>[1]) => [...new Set(brokenIn([file], options))];
    expect(brokenIn([file])).toEqual([]);
    expect(each({ upstreamContract: contract })).toEqual(['keep-alive-outlives-gateway: 315 s ≤ 400 s']);
    expect(each({ userFacts: new Map([['node.keepAliveMs', 5000]]) })).toEqual([
      'keep-alive-outlives-gateway: 5 s ≤ 400 s',
    ]);
  });
});

describe('one changed number of the program is found', () => {
  const brokenAfter = (name: RendererName, change: Change) => brokenIn([renderFile(name, change)]);

  test.each<[string, RendererName, Change, string]>([
    [
      'stop',
      'compose',
      { from: /(ROSTRUM_ROLE: web[\s\S]*?stop_grace_period: )335s/, to: '$160s' },
      'drain-within-stop: 330 s > 60 s',
    ],
    [
      'stop left out',
      'compose',
      { from: /(ROSTRUM_ROLE: web[\s\S]*?)stop_grace_period: 335s\n/, to: '$1' },
      'drain-within-stop: 330 s > 10 s',
    ],
    [
      'files',
      'compose',
      { from: /(ROSTRUM_ROLE: web[\s\S]*?soft: )65535/, to: '$11024' },
      'files-within-limit: 7010 files > 819.2 files',
    ],
    [
      'health',
      'compose',
      { from: 'timeout: 5s', to: 'timeout: 1s' },
      'probe-deadline-within-timeout: 3 s > 1 s',
    ],
    [
      'stop',
      'kubernetes',
      { from: 'terminationGracePeriodSeconds: 340', to: 'terminationGracePeriodSeconds: 60' },
      'drain-within-stop: 330 s > 55 s',
    ],
    [
      'read time',
      'kubernetes',
      { from: 'proxy-read-timeout: "300"', to: 'proxy-read-timeout: "60"' },
      'deadline-before-gateway: 300 s > 60 s',
    ],
    [
      'read time left out',
      'kubernetes',
      { from: /.*proxy-read-timeout.*\n/g, to: '' },
      'deadline-before-gateway: 300 s > 60 s',
    ],
    [
      'bodies',
      'kubernetes',
      { from: 'proxy-body-size: 50m', to: 'proxy-body-size: 8m' },
      'gateway-takes-our-bodies: the limit is 8 MiB, and Rostrum accepts 50 MiB',
    ],
    [
      'scaling',
      'kubernetes',
      { from: 'averageValue: "800"', to: 'averageValue: "4000"' },
      'scaling-before-full: 4000 connections > 3500 connections',
    ],
    [
      'liveness',
      'kubernetes',
      { from: 'timeoutSeconds: 5', to: 'timeoutSeconds: 10' },
      'liveness-timeout-within-period: 10 s ≥ 10 s',
    ],
  ])('%s in %s', (_, name, change, expected) => {
    expect(brokenAfter(name, change)).toEqual([expected]);
  });

  test('a program with another contract is reported, and not checked against the current one', () => {
    const change = { from: /(ROSTRUM_CONTRACT: )\w+/g, to: `$1${'a'.repeat(64)}` };
    const found = brokenAfter('compose', change);
    expect(found).toHaveLength(3);
    expect(found.every((line) => line.startsWith('contract-is-the-deployed-one: '))).toBe(true);
  });
});

test('files rendered from a changed contract have no findings', () => {
  const slow: Contract = { ...contract, edge: { ...contract.edge, gatewayReadMs: 400_000 } };
  const { file, render } = renderers.nginx;
  expect(brokenIn([{ name: file, text: render(slow) }], { upstreamContract: slow })).toEqual([]);
});
