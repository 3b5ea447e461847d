import { formatExpression } from '../../../app/contract/invariants/expression.ts';
import type { Invariant } from '../../../app/contract/invariants/invariant.ts';
import { invariants } from '../../../app/contract/invariants.ts';
import { describeFact } from '../fact-words.ts';
import type { Rule } from '../types.ts';
import { type Relation, relations } from './relations.ts';

/** Invariants of Rostrum's own design that apply to some request paths only. */
const ownInvariants = [
  'backlog-clears-before-alarm',
  'check-within-probe',
  'connections-within-database',
  'files-within-limit',
  'function-outlasts-deadline',
  'liveness-timeout-within-period',
  'probe-deadline-within-timeout',
  'rate-limit-before-edge',
  'readiness-timeout-within-period',
  'reconnect-rate-within-capacity',
  'scaling-before-full',
  'supervisor-detects-hang-before-liveness',
  'web-memory-maximum',
  'web-memory-minimum',
  'worker-memory-maximum',
  'worker-memory-minimum',
] as const;

export type InvariantId = keyof typeof relations | (typeof ownInvariants)[number];

export const invariantIds = (...ids: readonly InvariantId[]): ReadonlySet<string> => new Set(ids);

/** The severities of invariants of Rostrum's own contract that are not errors. */
export const ownWarnings = invariantIds(
  'addresses-cover-deployment',
  'backlog-clears-before-alarm',
  'balancer-check-fails-first',
  'client-keep-alive-covers-cdn',
  'connect-within-read',
  'connections-within-database',
  'container-check-timeout-within-interval',
  'deregistration-within-scale-in-cooldown',
  'gateway-read-allowed',
  'rate-limit-before-edge',
  'reconnect-rate-within-capacity',
  'scaling-before-full',
);

/** What the rule of an invariant says to others; the evaluation of the numbers is the contract's. */
function toRule({ id, left, relation, right, source }: Invariant, known: Relation): Rule {
  const [from, to] = [left, right].map((side) => formatExpression(side, (name) => describeFact(name, null)));
  const fix = `Change one of the numbers so that ${from} ${relation} ${to}; a finding names the smallest changes.`;
  return { id, fix, source, formats: ['CloudFormation'], ...known };
}

const relationsById = new Map<string, Relation>(Object.entries(relations));

/** The invariants that apply to any program, as rules. The others are about Rostrum's own design. */
export const invariantRules: readonly Rule[] = invariants.flatMap((invariant) => {
  const relation = relationsById.get(invariant.id);
  return relation === undefined ? [] : [toRule(invariant, relation)];
});

const rulesById = new Map(invariantRules.map((rule) => [rule.id, rule]));

export const relationFor = (id: string): Rule | undefined => rulesById.get(id);
