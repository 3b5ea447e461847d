import type { FactLookup, FactName } from '../facts.ts';

/** One side of a relation, as data: so that it can be printed, checked against any facts, broken and mended. */
export type Expression = FactName | number | Constant | OperationExpression;

/** A number that nobody here can change, and whose it is. */
export interface Constant {
  readonly value: number;
  readonly label: string;
}

type OperationExpression =
  | { readonly sum: readonly Expression[] }
  | { readonly product: readonly Expression[] }
  | { readonly min: readonly Expression[] }
  | { readonly max: readonly Expression[] }
  | { readonly difference: readonly [Expression, Expression] }
  | { readonly quotient: readonly [Expression, Expression] }
  /** To a whole number: platforms round tasks. */
  | { readonly floor: Expression }
  | { readonly ceil: Expression };

type Operation = 'sum' | 'difference' | 'product' | 'min' | 'max' | 'quotient' | 'floor' | 'ceil';

/** Every operation's values; of several limits the least and the largest are those of the ones that there are. */
const operations: Readonly<Record<Operation, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  product: (values) => values.reduce((total, value) => total * value, 1),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  difference: ([first = 0, second = 0]) => first - second,
  quotient: ([first = 0, second = 1]) => first / second,
  floor: ([value = 0]) => Math.floor(value),
  ceil: ([value = 0]) => Math.ceil(value),
};

function splitOperation(expression: OperationExpression): readonly [Operation, readonly Expression[]] {
  if ('sum' in expression) return ['sum', expression.sum];
  if ('product' in expression) return ['product', expression.product];
  if ('min' in expression) return ['min', expression.min];
  if ('max' in expression) return ['max', expression.max];
  if ('difference' in expression) return ['difference', expression.difference];
  if ('quotient' in expression) return ['quotient', expression.quotient];
  return 'floor' in expression ? ['floor', [expression.floor]] : ['ceil', [expression.ceil]];
}

const isConstant = (expression: Constant | OperationExpression): expression is Constant =>
  'value' in expression;

/** The names that an expression speaks of, each once, in their order. */
export function referencedFacts(expression: Expression): FactName[] {
  if (typeof expression === 'string') return [expression];
  if (typeof expression === 'number' || isConstant(expression)) return [];
  return [...new Set(splitOperation(expression)[1].flatMap(referencedFacts))];
}

/** The numbers of others that an expression speaks of. */
export function constantsIn(expression: Expression): Constant[] {
  if (typeof expression !== 'object') return [];
  return isConstant(expression) ? [expression] : splitOperation(expression)[1].flatMap(constantsIn);
}

/**
 * What an expression comes to: undefined when a fact that it needs is not known, null when a layer that it speaks of is
 * not there.
 */
export function evaluateExpression(expression: Expression, facts: FactLookup): number | null | undefined {
  if (typeof expression === 'string') return facts(expression);
  if (typeof expression === 'number') return expression;
  if (isConstant(expression)) return expression.value;
  const [operation, operands] = splitOperation(expression);
  const values = operands.map((part) => evaluateExpression(part, facts));
  if (values.includes(undefined)) return undefined;
  const numbers = values.filter((value) => typeof value === 'number');
  const requiredCount = operation === 'min' || operation === 'max' ? 1 : values.length;
  return numbers.length < requiredCount ? null : operations[operation](numbers);
}

/** An expression as people write it: `work.renewIntervalMs × 3`. */
export function formatExpression(expression: Expression): string {
  if (typeof expression === 'string') return expression;
  if (typeof expression === 'number') return String(expression);
  if (isConstant(expression)) return expression.label;
  const [operation, operands] = splitOperation(expression);
  switch (operation) {
    case 'sum':
      return operands.map(formatExpression).join(' + ');
    case 'difference':
      return operands.map(formatExpression).join(' - ');
    case 'product':
      return operands.map(formatFactor).join(' × ');
    case 'quotient':
      return operands.map(formatFactor).join(' / ');
    case 'min':
    case 'max':
      return `the ${operation} of ${operands.map(formatExpression).join(', ')}`;
    case 'floor':
    case 'ceil':
      return `(${operands.map(formatExpression).join()}, rounded ${operation})`;
  }
}

const formatFactor = (expression: Expression): string =>
  typeof expression === 'object' && ('sum' in expression || 'difference' in expression)
    ? `(${formatExpression(expression)})`
    : formatExpression(expression);
