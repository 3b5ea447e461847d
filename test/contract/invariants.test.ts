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
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
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

/** A valid contract, and the same with one value that violates the invariant. */
function perturb(id: string): { readonly valid: Contract; readonly violating: Contract } {
  const change = perturbations[id];
  if (!change) throw new Error(`${id} has no perturbation`);
  const valid = applyOverrides(profile(change.profile ?? 'production'), change.overrides ?? {});
  return { valid, violating: setValue(valid, change.path, change.to) };
}

test('every invariant has a perturbation, and only invariants have one', () => {
  expect(Object.keys(perturbations).sort()).toEqual(invariants.map(({ id }) => id).sort());
});

describe.each(Object.keys(perturbations))('%s', (id) => {
  const { valid, violating } = perturb(id);

  test('is the only invariant that its perturbation violates', () => {
    expect(violatedIds(valid)).toEqual([]);
    expect(violatedIds(violating)).toEqual([id]);
  });

  test('has a fix of one number that violates no other invariant', () => {
    const change = findSmallestFix(violating, findInvariant(id));
    expect(change).not.toBeNull();
    if (change) expect(violatedIds(setValue(violating, change.path, change.to))).toEqual([]);
  });
});

describe.each(profileNames)('profile %s', (name) => {
  test('satisfies every invariant, and has every fact that they use', () => {
    const findings = evaluateInvariants(profile(name));
    expect(violations(profile(name)).map(formatResult)).toEqual([]);
    expect(ids(findings.filter(({ evaluation: { kind } }) => kind === 'unknown'))).toEqual([]);
  });
});

test('all invariants but that of a pausing database apply to the hybrid profile', () => {
  const notApplicable = (contract: Contract) =>
    ids(evaluateInvariants(contract).filter(({ evaluation: { kind } }) => kind === 'not-applicable'));
  expect(notApplicable(profile('hybrid'))).toEqual(['pausing-database-not-polled']);
  expect(notApplicable(profile('development'))).toContain('keep-alive-outlives-gateway');
});

/** The nearest values above and below the current one that violate an invariant, if there are any. */
function violatingEdges(contract: Contract, invariant: Invariant, path: ContractPath): number[] {
  const value = getValue(contract, path);
  const isViolated = (to: number) =>
    evaluateInvariant(invariant, createFactLookup(setValue(contract, path, to))).kind === 'broken';
  if (typeof value !== 'number') return [1, 1_000_000].filter(isViolated);
  return [1, -1].flatMap((direction) => {
    const limit = direction > 0 ? 2 ** 34 : value;
    let holds = 0;
    let breaks = 1;
    while (breaks < limit && !isViolated(value + direction * breaks))
      [holds, breaks] = [breaks, Math.min(breaks * 2, limit)];
    if (!isViolated(value + direction * breaks)) return [];
    while (breaks - holds > 1) {
      const middle = Math.floor((holds + breaks) / 2);
      if (isViolated(value + direction * middle)) breaks = middle;
      else holds = middle;
    }
    return [value + direction * breaks];
  });
}

test('a blind search finds for every invariant a number that violates it alone', () => {
  const found = invariants.filter((invariant) => {
    const { valid } = perturb(invariant.id);
    const paths = factsUsedBy(invariant).flatMap(inputPathsOf);
    return paths.some((path) =>
      violatingEdges(valid, invariant, path).some(
        (to) => violatedIds(setValue(valid, path, to)).length === 1,
      ),
    );
  });
  expect(invariants.filter((invariant) => !found.includes(invariant)).map(({ id }) => id)).toEqual([]);
});

test('an api class without a deadline violates deadline-before-gateway', () => {
  const boundless = applyOverrides(production, { classes: { api: { deadlineMs: null } } });
  expect(violatedIds(boundless)).toContain('deadline-before-gateway');
});

test('a CDN without a response limit satisfies stream-outlives-longest-debate', () => {
  const finding = evaluateInvariants(production).find(
    ({ invariant }) => invariant.id === 'stream-outlives-longest-debate',
  );
  expect(finding?.evaluation).toEqual({ kind: 'holds', left: Number.POSITIVE_INFINITY, right: 3_600_000 });
});

describe('evaluateInvariant with the facts of an audited file', () => {
  const of =
    (known: Readonly<Partial<Record<FactName, number | null>>>): FactLookup =>
    (name) =>
      known[name];

  test('evaluates known facts and lists the missing ones', () => {
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

  test('lists the absent layers if the invariant does not apply', () => {
    expect(
      evaluateInvariant(findInvariant('balancer-outlives-cdn'), of({ 'edge.gatewayIdleMs': null })),
    ).toEqual({
      kind: 'not-applicable',
      absent: ['edge.gatewayIdleMs'],
    });
    const withoutCdn = of({
      'edge.gatewayIdleMs': 60_000,
      'deployment.cdn.keepAliveMs': null,
      'edge.marginMs': 5000,
    });
    expect(evaluateInvariant(findInvariant('balancer-outlives-cdn'), withoutCdn)).toEqual({
      kind: 'not-applicable',
      absent: ['deployment.cdn.keepAliveMs'],
    });
  });
});

test('formatResult names the id, both numbers with their unit, and the rationale', () => {
  const [finding] = violations(applyOverrides(production, { process: { stopMs: 60_000 } }));
  expect(finding && formatResult(finding)).toBe(
    'drain-within-stop is violated: process.drainDelayMs + process.drainInflightMs + process.viewerCloseMs + ' +
      'process.flushMs (115000 ms) ≤ process.stopMs (60000 ms); it prevents SIGKILL in the middle of a write, ' +
      'lost turns, cut requests on every deployment',
  );
});

test('invariant ids are unique, and every invariant has a summary, rationale, source and reproduction', () => {
  const all = [...invariants, ...structuralInvariants];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id, summary, rationale, source } of all)
    expect([summary, rationale].every((text) => text.length > 20) && source.length > 5, id).toBe(true);
  for (const { id, reproduction } of invariants) expect(reproduction.length, id).toBeGreaterThan(20);
});

test('the paths of structural invariants exist', () => {
  const paths = structuralInvariants.flatMap((rule) => rule.paths);
  expect(paths.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  expect(structuralInvariants.every((rule) => rule.paths.length > 0)).toBe(true);
});
