import type { FactName, Facts } from './facts.ts';

/** One side of a relation, as data: so that it can be printed, checked against any facts, broken and mended. */
export type Expression = FactName | number | Fixed | Joined;

/** A number that nobody here can change, and whose it is. */
export interface Fixed {
  readonly is: number;
  readonly of: string;
}

type Joined =
  | { readonly sum: readonly Expression[] }
  | { readonly product: readonly Expression[] }
  | { readonly least: readonly Expression[] }
  | { readonly largest: readonly Expression[] }
  | { readonly difference: readonly [Expression, Expression] }
  | { readonly quotient: readonly [Expression, Expression] }
  /** To a whole number: platforms round tasks. */
  | { readonly down: Expression }
  | { readonly up: Expression };

type Operation = 'sum' | 'difference' | 'product' | 'least' | 'largest' | 'quotient' | 'down' | 'up';

/** Every operation's values; of several limits the least and the largest are those of the ones that there are. */
const operations: Readonly<Record<Operation, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  product: (values) => values.reduce((total, value) => total * value, 1),
  least: (values) => Math.min(...values),
  largest: (values) => Math.max(...values),
  difference: ([first = 0, second = 0]) => first - second,
  quotient: ([first = 0, second = 1]) => first / second,
  down: ([value = 0]) => Math.floor(value),
  up: ([value = 0]) => Math.ceil(value),
};

function taken(expression: Joined): readonly [Operation, readonly Expression[]] {
  if ('sum' in expression) return ['sum', expression.sum];
  if ('product' in expression) return ['product', expression.product];
  if ('least' in expression) return ['least', expression.least];
  if ('largest' in expression) return ['largest', expression.largest];
  if ('difference' in expression) return ['difference', expression.difference];
  if ('quotient' in expression) return ['quotient', expression.quotient];
  return 'down' in expression ? ['down', [expression.down]] : ['up', [expression.up]];
}

const isFixed = (expression: Fixed | Joined): expression is Fixed => 'is' in expression;

/** The names that an expression speaks of, each once, in their order. */
export function namesIn(expression: Expression): FactName[] {
  if (typeof expression === 'string') return [expression];
  if (typeof expression === 'number' || isFixed(expression)) return [];
  return [...new Set(taken(expression)[1].flatMap(namesIn))];
}

/** The numbers of others that an expression speaks of. */
export function fixedIn(expression: Expression): Fixed[] {
  if (typeof expression !== 'object') return [];
  return isFixed(expression) ? [expression] : taken(expression)[1].flatMap(fixedIn);
}

/**
 * What an expression comes to: undefined when a fact that it needs is not known, null when a layer that it speaks of is
 * not there.
 */
export function worthOf(expression: Expression, facts: Facts): number | null | undefined {
  if (typeof expression === 'string') return facts(expression);
  if (typeof expression === 'number') return expression;
  if (isFixed(expression)) return expression.is;
  const [operation, parts] = taken(expression);
  const values = parts.map((part) => worthOf(part, facts));
  if (values.includes(undefined)) return undefined;
  const numbers = values.filter((value) => typeof value === 'number');
  const needed = operation === 'least' || operation === 'largest' ? 1 : values.length;
  return numbers.length < needed ? null : operations[operation](numbers);
}

/** An expression as people write it: `work.renewMs × 3`. */
export function inSigns(expression: Expression): string {
  if (typeof expression === 'string') return expression;
  if (typeof expression === 'number') return String(expression);
  if (isFixed(expression)) return expression.of;
  const [operation, parts] = taken(expression);
  switch (operation) {
    case 'sum':
      return parts.map(inSigns).join(' + ');
    case 'difference':
      return parts.map(inSigns).join(' - ');
    case 'product':
      return parts.map(asFactor).join(' × ');
    case 'quotient':
      return parts.map(asFactor).join(' / ');
    case 'least':
    case 'largest':
      return `the ${operation} of ${parts.map(inSigns).join(', ')}`;
    case 'down':
    case 'up':
      return `(${parts.map(inSigns).join()}, rounded ${operation})`;
  }
}

const asFactor = (expression: Expression): string =>
  typeof expression === 'object' && ('sum' in expression || 'difference' in expression)
    ? `(${inSigns(expression)})`
    : inSigns(expression);
