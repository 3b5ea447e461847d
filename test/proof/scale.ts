import type { Contract } from '../../app/contract/contract.ts';
import type { Expression } from '../../app/contract/expression.ts';
import { factsOf } from '../../app/contract/facts.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { type ProfileName, profile, withDifferences } from '../../app/contract/profiles.ts';
import { type Invariant, standing } from '../../app/contract/relation.ts';

/** Times that this machine makes, and no layer agrees on: it is not ten times as fast as it is. */
const unscaled =
  /^(bus|rates)\.|^http\.loopSampleMs|^database\.(connect|acquire)Ms|^supervisor\.startMs|^agents\.probeMs/;
const wholeSeconds = /^limits\.\w*Seconds/;

/** A contract whose times are all shorter by the factor; whole seconds stay whole, and one at least. */
export function scaled(contract: Contract, factor: number): Contract {
  return withDifferences(contract, shorter(contract, factor, ''));
}

function shorter(part: object, factor: number, at: string): object {
  const entries = Object.entries(part).flatMap(([key, value]): [string, unknown][] => {
    const path = `${at}${key}`;
    if (typeof value === 'object' && value !== null) return [[key, shorter(value, factor, `${path}.`)]];
    if (typeof value !== 'number' || unscaled.test(path)) return [];
    if (wholeSeconds.test(path)) return [[key, Math.max(1, Math.floor(value / factor))]];
    return /Ms(?:[A-Z]|$)/.test(key) ? [[key, Math.round(value / factor)]] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * What runs behind one nginx, or in another profile, made faster. Requests are not refused when the event loop is late:
 * on a busy machine that would be another failure than the one that is looked for.
 */
export const wholeContract = (factor: number, name: ProfileName = 'self-hosted'): Contract =>
  scaled(withDifferences(profile(name), { http: { loopLagMsMax: null } }), factor);

/** The relations that do not hold, when the numbers of others that they speak of are scaled, too. */
export function brokenIds(contract: Contract, factor: number): string[] {
  const facts = factsOf(contract);
  return invariants
    .filter((invariant) => standing(faster(invariant, factor), facts).kind === 'broken')
    .map(({ id }) => id);
}

function faster(invariant: Invariant, factor: number): Invariant {
  if (invariant.unit !== 'ms') return invariant;
  const side = (expression: Expression): Expression => withFixed(expression, factor);
  return { ...invariant, left: side(invariant.left), right: side(invariant.right) };
}

function withFixed(expression: Expression, factor: number): Expression {
  if (typeof expression !== 'object') return expression;
  if ('is' in expression) return { ...expression, is: expression.is / factor };
  const of = (part: Expression) => withFixed(part, factor);
  if ('sum' in expression) return { sum: expression.sum.map(of) };
  if ('product' in expression) return { product: expression.product.map(of) };
  if ('least' in expression) return { least: expression.least.map(of) };
  if ('largest' in expression) return { largest: expression.largest.map(of) };
  return expression;
}

/** The paths of the numbers in which two contracts differ. */
export function differing(one: object, other: object, at = ''): string[] {
  return Object.entries(one).flatMap(([key, value]) => {
    const found: unknown = Reflect.get(other, key);
    const both = typeof value === 'object' && value !== null && typeof found === 'object' && found !== null;
    if (both) return differing(value, found, `${at}${key}.`);
    return Object.is(value, found) ? [] : [`${at}${key}`];
  });
}
