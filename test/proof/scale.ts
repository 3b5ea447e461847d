import { createFactLookup } from '../../app/contract/facts.ts';
import type { Expression } from '../../app/contract/invariants/expression.ts';
import { evaluateInvariant, type Invariant } from '../../app/contract/invariants/invariant.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { type ProfileName, profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

/** Times that depend on this machine, which does not become faster. */
const unscaledPaths =
  /^(bus|rates)\.|^http\.loopSampleMs|^database\.(connect|acquire)Ms|^supervisor\.startMs|^agents\.probeMs/;
const wholeSecondPaths = /^limits\.[\w.]*Seconds/;

/** Divides all times of a contract by the factor; whole seconds stay whole and at least one. */
export function scaleContract(contract: Contract, factor: number): Contract {
  return applyOverrides(contract, shortenTimes(contract, factor, ''));
}

function shortenTimes(part: object, factor: number, prefix: string): object {
  const entries = Object.entries(part).flatMap(([key, value]): [string, unknown][] => {
    const path = `${prefix}${key}`;
    if (typeof value === 'object' && value !== null) return [[key, shortenTimes(value, factor, `${path}.`)]];
    if (typeof value !== 'number' || unscaledPaths.test(path)) return [];
    if (wholeSecondPaths.test(path)) return [[key, Math.max(1, Math.floor(value / factor))]];
    return /Ms(?:[A-Z]|$)/.test(key) ? [[key, Math.round(value / factor)]] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * The scaled contract of a profile. It does not reject requests when the event loop lags, because on a busy machine
 * that would hide the expected failure.
 */
export const intactContract = (factor: number, name?: ProfileName): Contract =>
  scaleContract(
    applyOverrides(name === undefined ? behindOneProxy : profile(name), {
      http: { eventLoopLagMsMax: null },
    }),
    factor,
  );

/** The times of self-hosted are longer, and so would be the experiments. */
const behindOneProxy = applyOverrides(profile('production'), {
  edge: { trustedProxies: 1 },
  deployment: { proxies: 1 },
});

/** The ids of violated relations, with the constants of other products scaled too. */
export function violatedIds(contract: Contract, factor: number): string[] {
  const facts = createFactLookup(contract);
  return invariants
    .filter((invariant) => evaluateInvariant(scaleInvariant(invariant, factor), facts).kind === 'broken')
    .map(({ id }) => id);
}

function scaleInvariant(invariant: Invariant, factor: number): Invariant {
  if (invariant.unit !== 'ms') return invariant;
  const scaleSide = (expression: Expression): Expression => scaleConstants(expression, factor);
  return { ...invariant, left: scaleSide(invariant.left), right: scaleSide(invariant.right) };
}

function scaleConstants(expression: Expression, factor: number): Expression {
  if (typeof expression !== 'object') return expression;
  if ('value' in expression) return { ...expression, value: expression.value / factor };
  const scalePart = (part: Expression) => scaleConstants(part, factor);
  if ('sum' in expression) return { sum: expression.sum.map(scalePart) };
  if ('product' in expression) return { product: expression.product.map(scalePart) };
  if ('min' in expression) return { min: expression.min.map(scalePart) };
  if ('max' in expression) return { max: expression.max.map(scalePart) };
  return expression;
}

/** The paths of the numbers that differ. */
export function changedPaths(left: object, right: object, prefix = ''): string[] {
  return Object.entries(left).flatMap(([key, value]) => {
    const otherValue: unknown = Reflect.get(right, key);
    const areObjects =
      typeof value === 'object' && value !== null && typeof otherValue === 'object' && otherValue !== null;
    if (areObjects) return changedPaths(value, otherValue, `${prefix}${key}.`);
    return Object.is(value, otherValue) ? [] : [`${prefix}${key}`];
  });
}
