import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type ContractPath,
  createFactLookup,
  type FactLookup,
  type FactName,
  inputPathsOf,
} from '../../app/contract/facts.ts';
import { evaluateInvariant, factsUsedBy, type Invariant } from '../../app/contract/invariants/invariant.ts';
import { structuralInvariants } from '../../app/contract/invariants/structural.ts';
import { evaluateInvariants, formatResult, invariants, violations } from '../../app/contract/invariants.ts';
import { applyOverrides, profile, profileNames } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { findSmallestFix, getValue, setValue } from '../../infra/cli/smallest-fix.ts';
import { perturbations } from './perturbations.ts';

const production = profile('production');
const violatedIds = (contract: Contract) => violations(contract).map(({ invariant }) => invariant.id);
const ids = (findings: ReturnType<typeof evaluateInvariants>) =>
  findings.map(({ invariant }) => invariant.id);

function findInvariant(id: string): Invariant {
  const found = invariants.find((invariant) => invariant.id === id);
  if (!found) throw new Error(`no invariant is called ${id}`);
  return found;
}

/** A contract that one value breaks, and the same before. */
function perturb(id: string): { readonly whole: Contract; readonly violating: Contract } {
  const change = perturbations[id];
  if (!change) throw new Error(`${id} has no perturbation`);
  const intact = applyOverrides(profile(change.profile ?? 'production'), change.overrides ?? {});
  return { whole: intact, violating: setValue(intact, change.path, change.to) };
}

test('every invariant has a perturbation, and only invariants have one', () => {
  expect(Object.keys(perturbations).sort()).toEqual(invariants.map(({ id }) => id).sort());
});

describe.each(Object.keys(perturbations))('%s', (id) => {
  const { whole, violating } = perturb(id);

  test('is broken by one number, and nothing else is', () => {
    expect(violatedIds(whole)).toEqual([]);
    expect(violatedIds(violating)).toEqual([id]);
  });

  test('is mended by one number, and nothing else breaks', () => {
    const change = findSmallestFix(violating, findInvariant(id));
    expect(change).not.toBeNull();
    if (change) expect(violatedIds(setValue(violating, change.path, change.to))).toEqual([]);
  });
});

describe.each(profileNames)('profile %s', (name) => {
  test('holds every invariant that applies, and knows all that they speak of', () => {
    const findings = evaluateInvariants(profile(name));
    expect(violations(profile(name)).map(formatResult)).toEqual([]);
    expect(ids(findings.filter(({ evaluation: { kind } }) => kind === 'unknown'))).toEqual([]);
  });
});

test('where a profile has the function, a gateway and a standby, all apply but that of a pause', () => {
  const free = (contract: Contract) =>
    ids(evaluateInvariants(contract).filter(({ evaluation: { kind } }) => kind === 'not-applicable'));
  expect(free(profile('hybrid'))).toEqual(['pausing-database-not-polled']);
  expect(free(profile('development'))).toContain('keep-alive-outlives-gateway');
});

/** The value nearest to the present one with which a relation is broken, above or below; none where it never is. */
function violatingEdges(contract: Contract, invariant: Invariant, path: ContractPath): number[] {
  const value = getValue(contract, path);
  const isBroken = (to: number) =>
    evaluateInvariant(invariant, createFactLookup(setValue(contract, path, to))).kind === 'broken';
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
    const { whole } = perturb(invariant.id);
    const paths = factsUsedBy(invariant).flatMap(inputPathsOf);
    return paths.some((path) =>
      violatingEdges(whole, invariant, path).some(
        (to) => violatedIds(setValue(whole, path, to)).length === 1,
      ),
    );
  });
  expect(invariants.filter((invariant) => !found.includes(invariant)).map(({ id }) => id)).toEqual([]);
});

test('an api class without a deadline is broken behind a gateway, not boundless', () => {
  const boundless = applyOverrides(production, { classes: { api: { deadlineMs: null } } });
  expect(violatedIds(boundless)).toContain('deadline-before-gateway');
});

test('a response without a time limit outlives the longest debate', () => {
  const finding = evaluateInvariants(production).find(
    ({ invariant }) => invariant.id === 'stream-outlives-longest-debate',
  );
  expect(finding?.evaluation).toEqual({ kind: 'holds', left: Number.POSITIVE_INFINITY, right: 3_600_000 });
});

describe('facts of somebody else', () => {
  const of =
    (known: Readonly<Partial<Record<FactName, number | null>>>): FactLookup =>
    (name) =>
      known[name];

  test('decide what they can, and say what is missing for the rest', () => {
    const idle = of({
      'deployment.cdn.keepAliveMs': 60_000,
      'edge.gatewayIdleMs': 60_000,
      'edge.marginMs': 5000,
    });
    expect(evaluateInvariant(findInvariant('balancer-outlives-cdn'), idle)).toEqual({
      kind: 'broken',
      left: 65_000,
      right: 60_000,
    });
    expect(evaluateInvariant(findInvariant('keep-alive-outlives-gateway'), idle)).toEqual({
      kind: 'unknown',
      missing: ['node.keepAliveMs'],
    });
  });

  test('say what is not there, where something is not', () => {
    expect(
      evaluateInvariant(findInvariant('balancer-outlives-cdn'), of({ 'edge.gatewayIdleMs': null })),
    ).toEqual({
      kind: 'not-applicable',
      absent: ['edge.gatewayIdleMs'],
    });
    const noNetwork = of({
      'edge.gatewayIdleMs': 60_000,
      'deployment.cdn.keepAliveMs': null,
      'edge.marginMs': 5000,
    });
    expect(evaluateInvariant(findInvariant('balancer-outlives-cdn'), noNetwork)).toEqual({
      kind: 'not-applicable',
      absent: ['deployment.cdn.keepAliveMs'],
    });
  });
});

test('a finding in words names the id, both numbers with their unit, and what it prevents', () => {
  const [finding] = violations(applyOverrides(production, { process: { stopMs: 60_000 } }));
  expect(finding && formatResult(finding)).toBe(
    'drain-within-stop is broken: process.drainDelayMs + process.drainInflightMs + process.viewerCloseMs + ' +
      'process.flushMs (115000 ms) ≤ process.stopMs (60000 ms); it prevents SIGKILL in the middle of a write, ' +
      'lost turns, cut requests on every deployment',
  );
});

test('ids are distinct, and every invariant says what it prevents, who says so, and how to see it fail', () => {
  const all = [...invariants, ...structuralInvariants];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id, summary, rationale, source } of all)
    expect([summary, rationale].every((text) => text.length > 20) && source.length > 5, id).toBe(true);
  for (const { id, reproduction } of invariants) expect(reproduction.length, id).toBeGreaterThan(20);
});

test('what holds a structural invariant is there', () => {
  const places = structuralInvariants.flatMap((rule) => rule.paths);
  expect(places.filter((place) => !existsSync(new URL(`../../${place}`, import.meta.url)))).toEqual([]);
  expect(structuralInvariants.every((rule) => rule.paths.length > 0)).toBe(true);
});
