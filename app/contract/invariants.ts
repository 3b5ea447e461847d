import { createFactLookup } from './facts.ts';
import { capacityInvariants } from './invariants/capacity.ts';
import { deadlineInvariants } from './invariants/deadlines.ts';
import { drainInvariants } from './invariants/drain.ts';
import { type Expression, formatExpression } from './invariants/expression.ts';
import { healthInvariants } from './invariants/health.ts';
import { type Evaluation, evaluateInvariant, type Invariant } from './invariants/invariant.ts';
import { keepAliveInvariants } from './invariants/keep-alive.ts';
import { lambdaInvariants } from './invariants/lambda.ts';
import { memoryInvariants } from './invariants/memory.ts';
import { rateLimitInvariants } from './invariants/rate-limits.ts';
import { rolloutInvariants } from './invariants/rollout.ts';
import { supervisorInvariants } from './invariants/supervisor.ts';
import { turnInvariants } from './invariants/turns.ts';
import { workInvariants } from './invariants/work.ts';
import type { Contract } from './types/contract.ts';

/** Relations between numbers; those without numbers are in invariants/structural.ts. */
export const invariants: readonly Invariant[] = [
  ...keepAliveInvariants,
  ...deadlineInvariants,
  ...turnInvariants,
  ...drainInvariants,
  ...healthInvariants,
  ...rolloutInvariants,
  ...capacityInvariants,
  ...memoryInvariants,
  ...rateLimitInvariants,
  ...lambdaInvariants,
  ...workInvariants,
  ...supervisorInvariants,
];

export interface InvariantResult {
  readonly invariant: Invariant;
  readonly evaluation: Evaluation;
}

export function evaluateInvariants(contract: Contract): InvariantResult[] {
  const facts = createFactLookup(contract);
  return invariants.map((invariant) => ({ invariant, evaluation: evaluateInvariant(invariant, facts) }));
}

export const violations = (contract: Contract): InvariantResult[] =>
  evaluateInvariants(contract).filter(({ evaluation }) => evaluation.kind === 'broken');

/** A result in one line, for a log or an error: id, both sides with their numbers, rationale. */
export function formatResult({ invariant, evaluation }: InvariantResult): string {
  const { id, left, relation, right, unit, rationale } = invariant;
  const side = (expression: Expression, value: number) =>
    `${formatExpression(expression)} (${value} ${unit})`;
  switch (evaluation.kind) {
    case 'holds':
    case 'broken': {
      const verdict = evaluation.kind === 'holds' ? 'holds' : 'is violated';
      const sides = `${side(left, evaluation.left)} ${relation} ${side(right, evaluation.right)}`;
      return `${id} ${verdict}: ${sides}; it prevents ${rationale}`;
    }
    case 'not-applicable':
      return `${id} does not apply: no ${evaluation.absent.join(', ')}`;
    case 'unknown':
      return `${id} is unknown: missing ${evaluation.missing.join(', ')}`;
  }
}
