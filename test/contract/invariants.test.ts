import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../../app/contract/contract.ts';
import { type ContractPath, type FactName, type Facts, factsOf, pathsOf } from '../../app/contract/facts.ts';
import { structural } from '../../app/contract/invariants/structural.ts';
import { broken, check, invariants, inWords } from '../../app/contract/invariants.ts';
import { profile, profileNames, withDifferences } from '../../app/contract/profiles.ts';
import { type Invariant, namesOf, standing } from '../../app/contract/relation.ts';
import { mend, valueAt, withValue } from '../../infra/cli/mend.ts';
import { perturbations } from './perturbations.ts';

const production = profile('production');
const brokenIds = (contract: Contract) => broken(contract).map(({ invariant }) => invariant.id);
const ids = (findings: ReturnType<typeof check>) => findings.map(({ invariant }) => invariant.id);

function known(id: string): Invariant {
  const found = invariants.find((invariant) => invariant.id === id);
  if (!found) throw new Error(`no invariant is called ${id}`);
  return found;
}

/** A contract that one value breaks, and the same before. */
function perturbed(id: string): { readonly whole: Contract; readonly bad: Contract } {
  const change = perturbations[id];
  if (!change) throw new Error(`${id} has no perturbation`);
  const whole = withDifferences(profile(change.in ?? 'production'), change.beside ?? {});
  return { whole, bad: withValue(whole, change.path, change.to) };
}

test('every invariant has a perturbation, and only invariants have one', () => {
  expect(Object.keys(perturbations).sort()).toEqual(invariants.map(({ id }) => id).sort());
});

describe.each(Object.keys(perturbations))('%s', (id) => {
  const { whole, bad } = perturbed(id);

  test('is broken by one number, and nothing else is', () => {
    expect(brokenIds(whole)).toEqual([]);
    expect(brokenIds(bad)).toEqual([id]);
  });

  test('is mended by one number, and nothing else breaks', () => {
    const change = mend(bad, known(id));
    expect(change).not.toBeNull();
    if (change) expect(brokenIds(withValue(bad, change.path, change.to))).toEqual([]);
  });
});

describe.each(profileNames)('profile %s', (name) => {
  test('holds every invariant that applies, and knows all that they speak of', () => {
    const findings = check(profile(name));
    expect(broken(profile(name)).map(inWords)).toEqual([]);
    expect(ids(findings.filter(({ standing: { kind } }) => kind === 'unknown'))).toEqual([]);
  });
});

test('where a profile has the function, a gateway and a standby, all apply but that of a pause', () => {
  const free = (contract: Contract) =>
    ids(check(contract).filter(({ standing: { kind } }) => kind === 'free'));
  expect(free(profile('hybrid'))).toEqual(['pausing-database-unasked']);
  expect(free(profile('development'))).toContain('keep-alive-outlives-gateway');
});

/** The value nearest to the present one with which a relation is broken, above or below; none where it never is. */
function edges(contract: Contract, invariant: Invariant, path: ContractPath): number[] {
  const value = valueAt(contract, path);
  const isBroken = (to: number) =>
    standing(invariant, factsOf(withValue(contract, path, to))).kind === 'broken';
  if (typeof value !== 'number') return [1, 1_000_000].filter(isBroken);
  return [1, -1].flatMap((direction) => {
    const most = direction > 0 ? 2 ** 34 : value;
    let holds = 0;
    let breaks = 1;
    while (breaks < most && !isBroken(value + direction * breaks))
      [holds, breaks] = [breaks, Math.min(breaks * 2, most)];
    if (!isBroken(value + direction * breaks)) return [];
    while (breaks - holds > 1) {
      const middle = Math.floor((holds + breaks) / 2);
      if (isBroken(value + direction * middle)) breaks = middle;
      else holds = middle;
    }
    return [value + direction * breaks];
  });
}

test('a search that does not know these numbers finds for each invariant one that breaks it alone', () => {
  const found = invariants.filter((invariant) => {
    const { whole } = perturbed(invariant.id);
    const paths = namesOf(invariant).flatMap(pathsOf);
    return paths.some((path) =>
      edges(whole, invariant, path).some((to) => brokenIds(withValue(whole, path, to)).length === 1),
    );
  });
  expect(invariants.filter((invariant) => !found.includes(invariant)).map(({ id }) => id)).toEqual([]);
});

test('an api class without a deadline is broken behind a gateway, not boundless', () => {
  const boundless = withDifferences(production, { classes: { api: { deadlineMs: null } } });
  expect(brokenIds(boundless)).toContain('deadline-before-gateway');
});

test('a response without a time limit outlives the longest debate', () => {
  const finding = check(production).find(
    ({ invariant }) => invariant.id === 'stream-outlives-longest-debate',
  );
  expect(finding?.standing).toEqual({ kind: 'holds', left: Number.POSITIVE_INFINITY, right: 3_600_000 });
});

describe('facts of somebody else', () => {
  const of =
    (known: Readonly<Partial<Record<FactName, number | null>>>): Facts =>
    (name) =>
      known[name];

  test('decide what they can, and say what is missing for the rest', () => {
    const idle = of({
      'deployment.cdn.keepAliveMs': 60_000,
      'edge.gatewayIdleMs': 60_000,
      'edge.marginMs': 5000,
    });
    expect(standing(known('balancer-outlives-cdn'), idle)).toEqual({
      kind: 'broken',
      left: 65_000,
      right: 60_000,
    });
    expect(standing(known('keep-alive-outlives-gateway'), idle)).toEqual({
      kind: 'unknown',
      missing: ['node.keepAliveMs'],
    });
  });

  test('say what is not there, where something is not', () => {
    expect(standing(known('balancer-outlives-cdn'), of({ 'edge.gatewayIdleMs': null }))).toEqual({
      kind: 'free',
      absent: ['edge.gatewayIdleMs'],
    });
    const noNetwork = of({
      'edge.gatewayIdleMs': 60_000,
      'deployment.cdn.keepAliveMs': null,
      'edge.marginMs': 5000,
    });
    expect(standing(known('balancer-outlives-cdn'), noNetwork)).toEqual({
      kind: 'free',
      absent: ['deployment.cdn.keepAliveMs'],
    });
  });
});

test('a finding in words names the id, both numbers with their unit, and what it prevents', () => {
  const [finding] = broken(withDifferences(production, { process: { stopMs: 60_000 } }));
  expect(finding && inWords(finding)).toBe(
    'drain-within-stop is broken: process.drainLagMs + process.drainInflightMs + process.viewerCloseMs + ' +
      'process.flushMs (115000 ms) ≤ process.stopMs (60000 ms); it prevents SIGKILL in the middle of a write, ' +
      'lost turns, cut requests on every deployment',
  );
});

test('ids are distinct, and every invariant says what it prevents, who says so, and how to see it fail', () => {
  const all = [...invariants, ...structural];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id, says, prevents, source } of all)
    expect([says, prevents].every((text) => text.length > 20) && source.length > 5, id).toBe(true);
  for (const { id, reproduce } of invariants) expect(reproduce.length, id).toBeGreaterThan(20);
});

test('what holds a structural invariant is there', () => {
  const places = structural.flatMap((rule) => rule.in);
  expect(places.filter((place) => !existsSync(new URL(`../../${place}`, import.meta.url)))).toEqual([]);
  expect(structural.every((rule) => rule.in.length > 0)).toBe(true);
});
