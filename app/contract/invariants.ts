import { createFactLookup } from './facts.ts';
import { capacityInvariants } from './invariants/capacity.ts';
import { deadlineInvariants } from './invariants/deadlines.ts';
import { drainInvariants } from './invariants/drain.ts';
import { type Expression, formatExpression } from './invariants/expression.ts';
import { healthInvariants } from './invariants/health.ts';
import { type Evaluation, evaluateInvariant, type Invariant } from './invariants/invariant.ts';
import { keepAliveInvariants } from './invariants/keep-alive.ts';
import { lambdaInvariants } from './invariants/lambda.ts';
import { rateLimitInvariants } from './invariants/rate-limits.ts';
import { rolloutInvariants } from './invariants/rollout.ts';
import { supervisorInvariants } from './invariants/supervisor.ts';
import { workInvariants } from './invariants/work.ts';
import type { Contract } from './types/contract.ts';

/** Every relation between two numbers; what is no number stands in invariants/structural.ts. */
export const invariants: readonly Invariant[] = [
  ...keepAliveInvariants,
  ...deadlineInvariants,
  ...drainInvariants,
  ...healthInvariants,
  ...rolloutInvariants,
  ...capacityInvariants,
  ...rateLimitInvariants,
  ...lambdaInvariants,
  ...workInvariants,
  ...supervisorInvariants,
];

export interface InvariantResult {
  readonly invariant: Invariant;
  readonly evaluation: Evaluation;
}

/** How every invariant stands. */
export function evaluateInvariants(contract: Contract): InvariantResult[] {
  const facts = createFactLookup(contract);
  return invariants.map((invariant) => ({ invariant, evaluation: evaluateInvariant(invariant, facts) }));
}

/** The findings that do not hold, or an empty list. */
export const violations = (contract: Contract): InvariantResult[] =>
  evaluateInvariants(contract).filter((finding) => finding.evaluation.kind === 'broken');

/** A finding in one line, for a log or an error: its id, both numbers, and what it prevents. */
export function formatResult({ invariant, evaluation }: InvariantResult): string {
  const { id, left, relation, right, unit, rationale } = invariant;
  const side = (expression: Expression, value: number) =>
    `${formatExpression(expression)} (${value} ${unit})`;
  switch (evaluation.kind) {
    case 'holds':
    case 'broken': {
      const verdict = evaluation.kind === 'holds' ? 'holds' : 'is broken';
      const sides = `${side(left, evaluation.left)} ${relation} ${side(right, evaluation.right)}`;
      return `${id} ${verdict}: ${sides}; it prevents ${rationale}`;
    }
    case 'not-applicable':
      return `${id} does not apply: there is no ${evaluation.absent.join(', ')}`;
    case 'unknown':
      return `${id} is unknown: nothing says ${evaluation.missing.join(', ')}`;
  }
}
