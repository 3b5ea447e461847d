import { describe, expect, test } from 'vitest';
import type { Contract } from '../../app/contract/contract.ts';
import { broken, check, invariants, inWords } from '../../app/contract/invariants.ts';
import { type Differences, profile, profileNames, withDifferences } from '../../app/contract/profiles.ts';

const production = profile('production');

/** For every invariant one number that breaks it, and it alone, in production. */
const perturbations: Readonly<Record<string, Differences<Contract>>> = {
  'keep-alive-outlives-gateway': { edge: { marginMs: 0 } },
  'headers-outlive-gateway': { http: { headersMs: 60_000 } },
  'request-covers-headers': { http: { requestMs: 129_000 } },
  'deadline-before-gateway': { classes: { api: { deadlineMs: 86_000 } } },
  'heartbeat-twice-within-patience': { live: { heartbeatMs: 46_000 } },
  'drain-within-stop': { process: { stopMs: 60_000 } },
  'drain-lag-covers-gateway': { process: { drainLagMs: 14_000 } },
  'liveness-gives-up-within-period': { probes: { liveness: { timeoutMs: 10_000 } } },
  'readiness-gives-up-within-period': { probes: { readiness: { timeoutMs: 5000 } } },
  'probe-answered-in-time': { classes: { probe: { deadlineMs: 3001 } } },
  'check-within-probe': { probes: { checkMs: 3000 } },
  'pong-within-heartbeat': { live: { pongMs: 15_000 } },
  'coalesce-below-poll': { live: { coalesceMs: 1000 } },
  'wait-within-deadline': { limits: { waitSecondsMax: 80 } },
  'lease-covers-renewals': { work: { renewMs: 2001 } },
  'failover-within-promise': { work: { claimMs: 4001 } },
  'agent-deadlines-nest': { agents: { totalMs: 90_000 } },
  'database-deadlines-nest': { database: { statementMs: 75_000 } },
  'lock-within-statement': { database: { lockMs: 10_000 } },
  'decision-within-deadline': { limits: { decideSecondsReserve: 1800 } },
  'viewer-lag-below-queue': { live: { viewerLagBytesMax: 4 * 1024 * 1024 } },
  'evidence-within-body': { limits: { documentsMax: 26 } },
  'debates-within-pool': { work: { debatesPerWorker: 101 } },
  'hung-covers-beats': { supervisor: { beatMs: 3334 } },
  'hung-before-liveness': { supervisor: { hungMs: 30_000 } },
  'restarts-within-window': { supervisor: { restartsMax: 12 } },
  'measure-within-collect': { supervisor: { measureMs: 4000 } },
  'collect-within-deadline': { supervisor: { collectMs: 10_000 } },
};

test('every invariant has a perturbation, and only invariants have one', () => {
  expect(Object.keys(perturbations).sort()).toEqual(invariants.map(({ id }) => id).sort());
});

test.each(Object.entries(perturbations))('one number breaks %s and nothing else', (id, change) => {
  const findings = broken(withDifferences(production, change));
  expect(findings.map(({ invariant }) => invariant.id)).toEqual([id]);
});

describe.each(profileNames)('profile %s', (name) => {
  test('holds every invariant that applies', () => {
    expect(broken(profile(name)).map(inWords)).toEqual([]);
  });
});

test('behind a gateway every invariant applies; without one, those about a gateway do not', () => {
  expect(check(production)).toHaveLength(invariants.length);
  const inDevelopment = check(profile('development')).map(({ invariant }) => invariant.id);
  const left = invariants.filter(({ id }) => !inDevelopment.includes(id));
  expect(left).toEqual(invariants.filter(({ applies }) => applies !== undefined));
  expect(left.length).toBeGreaterThan(0);
});

test('an api class without a deadline is broken behind a gateway, not boundless', () => {
  const boundless = withDifferences(production, { classes: { api: { deadlineMs: null } } });
  expect(broken(boundless).map(({ invariant }) => invariant.id)).toEqual(['deadline-before-gateway']);
});

test('a finding in words names the id, both numbers with their unit, and what it prevents', () => {
  const [finding] = broken(withDifferences(production, { process: { stopMs: 60_000 } }));
  expect(finding && inWords(finding)).toBe(
    'drain-within-stop is broken: drain (derived) (115000 ms) ≤ process.stopMs (60000 ms); it prevents SIGKILL ' +
      'in the middle of a write, lost turns, cut requests on every deployment',
  );
});

test('ids are distinct, and every relation says what it prevents', () => {
  expect(new Set(invariants.map(({ id }) => id)).size).toBe(invariants.length);
  for (const { says, prevents } of invariants)
    expect([says, prevents].every((text) => text.length > 20)).toBe(true);
});
