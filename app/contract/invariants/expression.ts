import type { FactLookup, FactName } from '../facts.ts';

/** One side of a relation, as data: it can be printed, evaluated with any facts, and searched for the smallest fix. */
export type Expression = FactName | number | Constant | OperationExpression;

/** A fixed number of a platform or of our own, with its name. */
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

/** Facts in an expression, each once, in order. */
export function referencedFacts(expression: Expression): FactName[] {
  if (typeof expression === 'string') return [expression];
  if (typeof expression === 'number' || isConstant(expression)) return [];
  return [...new Set(splitOperation(expression)[1].flatMap(referencedFacts))];
}

export function constantsIn(expression: Expression): Constant[] {
  if (typeof expression !== 'object') return [];
  return isConstant(expression) ? [expression] : splitOperation(expression)[1].flatMap(constantsIn);
}

/**
 * The value of an expression: undefined if a fact is unknown, null if a layer is absent. `min` and `max` ignore absent
 * operands as long as one is present.
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

type FormatFact = (name: FactName) => string;

/** Infix notation: `work.renewIntervalMs × 3`, `min(a, b)`. */
export function formatExpression(expression: Expression, formatFact: FormatFact = (name) => name): string {
  if (typeof expression === 'string') return formatFact(expression);
  if (typeof expression === 'number') return String(expression);
  if (isConstant(expression)) return expression.label;
  const [operation, operands] = splitOperation(expression);
  const parts = operands.map((part) => formatExpression(part, formatFact));
  const factors = operands.map((part) => formatFactor(part, formatFact));
  switch (operation) {
    case 'sum':
      return parts.join(' + ');
    case 'difference':
      return parts.join(' - ');
    case 'product':
      return factors.join(' × ');
    case 'quotient':
      return factors.join(' / ');
    case 'min':
    case 'max':
    case 'floor':
    case 'ceil':
      return `${operation}(${parts.join(', ')})`;
  }
}

const formatFactor = (expression: Expression, formatFact: FormatFact): string =>
  typeof expression === 'object' && ('sum' in expression || 'difference' in expression)
    ? `(${formatExpression(expression, formatFact)})`
    : formatExpression(expression, formatFact);

/** Without the operands of sums, minimums and maximums that do not contribute to the value. */
export function withoutOperands(
  expression: Expression,
  contributes: (part: Expression) => boolean,
): Expression {
  if (typeof expression !== 'object' || isConstant(expression)) return expression;
  const [operation, operands] = splitOperation(expression);
  if (operation !== 'sum' && operation !== 'min' && operation !== 'max') return expression;
  const kept = operands.filter(contributes);
  const [only] = kept;
  if (only !== undefined && kept.length === 1) return only;
  const all = kept.length === 0 ? operands : kept;
  return operation === 'sum' ? { sum: all } : operation === 'min' ? { min: all } : { max: all };
}
