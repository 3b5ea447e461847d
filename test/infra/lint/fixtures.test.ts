import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type LintResult, lint } from '../../../infra/lint/lint.ts';

const folder = fileURLToPath(new URL('fixtures/', import.meta.url));

const auditOf = (name: string): LintResult =>
  lint({ files: [{ name, text: readFileSync(`${folder}${name}`, 'utf8') }] });

const brokenIn = ({ findings }: LintResult): string[] =>
  findings
    .filter(({ state }) => state === 'broken')
    .map(({ id, place }) => `${id} ${place?.resource}:${place?.line}`);

/** The faults planted in each file, as its first lines describe. */
const planted: Readonly<Record<string, readonly string[]>> = {
  'planted.nginx.conf': [
    'balancing-before-keepalive upstream api:18',
    'files-cover-connections main:5',
    'nothing-done-twice server shop.example 443:31',
    'upgrade-over-http-1-1 server shop.example 443:38',
    'upstream-keepalive-used server shop.example 443:30',
  ],
  'inherited.nginx.conf': [
    'headers-taken-over server 80:25',
    'socket-path-upgrades server 80:24',
    'upstream-keepalive-said server 80:24',
    'upstream-keepalive-used server 80:18',
  ],
  'fine.nginx.conf': [],
  'planted.kubernetes.yaml': [
    'budget-allows-one PodDisruptionBudget/shop:40',
    'pre-stop-within-grace Deployment/shop:26',
    'program-may-miss-the-signal Deployment/shop:20',
    'scaler-has-requests Deployment/shop:18',
    'scaler-has-room HorizontalPodAutoscaler/shop:50',
    'service-asks-readiness Deployment/shop:18',
    'service-port-is-there Service/shop:34',
  ],
  'listed.kubernetes.json': [
    'budget-allows-one PodDisruptionBudget/store:55',
    'heap-within-limit Deployment/queue:23',
    'liveness-succeeds-once Deployment/queue:30',
    'probe-gives-up-within-period Deployment/queue:29',
    'program-has-the-signal Deployment/queue:21',
    'rollout-has-room Deployment/queue:11',
    'selector-chooses-own-pods Deployment/queue:12',
  ],
  'fine.kubernetes.yaml': [],
  'planted.compose.yaml': [
    'health-can-be-waited-for web:16',
    'heap-within-limit web:12',
    'program-has-the-signal web:10',
    'reservation-within-limit worker:25',
    'soft-within-hard web:18',
    'stop-has-time web:14',
    'stop-has-time worker:24',
  ],
  'swarm.compose.yaml': [
    'heap-within-limit api:8',
    'program-may-miss-the-signal api:6',
    'reservation-within-limit api:13',
  ],
  'fine.compose.yaml': [],
};

test('a single lost header is reported in the singular', () => {
  const text = `http { proxy_set_header Host $host; server { listen 80; location / {
    proxy_pass http://a; proxy_set_header X-A b; } } }`;
  const { findings } = lint({ files: [{ name: 'gate.conf', text }] });
  expect(findings.find(({ id }) => id === 'headers-taken-over')?.message).toBe(
    'host of http is not set here',
  );
});

describe('the audit of a third-party file finds exactly the planted faults', () => {
  test.each(Object.entries(planted))('%s', (name, expected) => {
    const result = auditOf(name);
    expect(result.gaps).toEqual([]);
    expect(result.read[0]?.kind.toLowerCase()).toContain(name.split('.')[1]);
    expect(brokenIn(result).sort()).toEqual(expected);
  });

  test('every file in the folder has a list of expected findings', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(planted).sort());
  });
});

describe('values that could not be read are listed with the reason', () => {
  const unreadIn = (name: string) =>
    auditOf(name).unread.map(
      ({ place, reason }) => `${place.resource} ${place.path}:${place.line} ${reason}`,
    );

  test('nginx: includes, and targets that depend on the request', () => {
    expect(unreadIn('fine.nginx.conf')).toEqual([
      expect.stringMatching(/^include \/etc\/nginx\/conf\.d\/\*\.conf:7 the included files are not given/),
      expect.stringMatching(/^include proxy_params:23 /),
      expect.stringMatching(
        /^server app.example 443 location ~ .* proxy_pass:41 its target depends on the request/,
      ),
    ]);
  });

  test('Compose: interpolated values, and extended services', () => {
    expect(unreadIn('fine.compose.yaml')).toEqual([expect.stringMatching(/^later extends:24 /)]);
    const text = 'services: { a: { image: a, stop_grace_period: $STOP } }\n';
    expect(lint({ files: [{ name: 'compose.yaml', text }] }).unread).toMatchObject([
      { reason: 'STOP has no value here' },
    ]);
  });
});
