import { createFactLookup, type FactLookup, type FactName } from '../../app/contract/facts.ts';
import { referencedFacts } from '../../app/contract/invariants/expression.ts';
import {
  type Evaluation,
  evaluateInvariant,
  factsUsedBy,
  type Invariant,
} from '../../app/contract/invariants/invariant.ts';
import { invariants } from '../../app/contract/invariants.ts';
import type { Found, Severity, Way } from './source.ts';

/** A fact that a judgement speaks of; `found` is null when no file has it, but the contract of the program. */
export interface Evidence {
  readonly name: FactName;
  readonly value: number | null | undefined;
  readonly factValue: Found | null;
}

/** How an invariant stands on some ways, on all of them with the same numbers from the same places. */
export interface Judgement {
  readonly invariant: Invariant;
  readonly severity: Severity;
  readonly evaluation: Exclude<Evaluation, { readonly kind: 'not-applicable' }>;
  readonly evidence: readonly Evidence[];
  readonly requestPaths: readonly string[];
}

/**
 * What a stranger's file is not judged by: the contract's own choice of machines is narrower than what Fargate sells
 * (the rule fargate-size knows all of it), and zones with a standby are a choice.
 */
const ofOursOnly = /-memory-(?:from|to)$|^tasks-span-zones$/;

const warnings = new Set([
  'container-check-timeout-within-interval',
  'gateway-read-allowed',
  'connect-within-read',
  'client-keep-alive-covers-cdn',
  'deregistration-within-scale-in-cooldown',
  'balancer-check-fails-first',
  'rate-limit-before-edge',
  'reconnect-rate-within-capacity',
  'addresses-cover-deployment',
  'connections-within-database',
  'scaling-before-full',
  'backlog-clears-before-alarm',
]);

const severityOf = ({ id }: Invariant, { warnedOf }: Way): Severity =>
  warnings.has(id) || warnedOf?.has(id) ? 'warning' : 'error';

/** How far a number must stand from another is a rule of ours, for strangers' programs, too. */
export interface Beside {
  /** What whoever asks says about the program; it goes before everything else. */
  readonly userFacts: ReadonlyMap<FactName, number>;
  readonly marginMs: number;
}

/** Every invariant that a file has a number for, on every way. */
export function judge(ways: readonly Way[], beside: Beside): Judgement[] {
  const judgements = new Map<string, Judgement>();
  for (const way of ways)
    for (const invariant of invariants) {
      const judged = judgeOne(invariant, way, beside);
      if (judged === null) continue;
      const key = JSON.stringify([invariant.id, judged.evaluation, judged.evidence]);
      const before = judgements.get(key);
      judgements.set(key, { ...judged, requestPaths: [...(before?.requestPaths ?? []), way.name] });
    }
  return [...judgements.values()];
}

function judgeOne(invariant: Invariant, way: Way, beside: Beside): Judgement | null {
  if (way.contract === null && ofOursOnly.test(invariant.id)) return null;
  if (way.judgedBy?.has(invariant.id) === false) return null;
  const facts = factsOn(way, beside);
  const stands = evaluateInvariant(invariant, facts);
  if (stands.kind === 'not-applicable') return null;
  const names = factsUsedBy(invariant);
  const evidence = names.map((name) => ({ name, value: facts(name), found: way.facts.get(name) ?? null }));
  // Without a number of the file it is a matter of the contract alone, which `contract check` tells.
  if (!evidence.some(({ found }) => found !== null)) return null;
  // What nobody has written anywhere, on either side, is nothing to ask about.
  if (stands.kind === 'unknown' && evidence.every(({ found }) => found === null || found.isDefault))
    return null;
  if (stands.kind === 'holds' && !sidesAreWritten(invariant, evidence)) return null;
  return {
    invariant,
    severity:
      isDefault(evidence) || isWithinMargin(invariant, way, beside) ? 'note' : severityOf(invariant, way),
    evaluation: stands,
    evidence,
    requestPaths: [],
  };
}

/** How much room there should be is our opinion: a stranger's numbers that merely come close to each other hold. */
const isWithinMargin = (invariant: Invariant, way: Way, beside: Beside): boolean =>
  way.contract === null &&
  evaluateInvariant(invariant, factsOn(way, { ...beside, marginMs: 0 })).kind === 'holds';

/** Defaults that do not go well together are the platform's choice; whoever wrote the file has not even seen them. */
const isDefault = (evidence: readonly Evidence[]): boolean =>
  evidence.every(({ factValue }) => factValue?.isDefault === true);

/** A relation between two defaults of the platform holds everywhere, and says nothing about a file. */
const sidesAreWritten = ({ left, right }: Invariant, evidence: readonly Evidence[]): boolean =>
  evidence.some(
    ({ name, factValue }) =>
      !factValue?.isDefault && [...referencedFacts(left), ...referencedFacts(right)].includes(name),
  );

export function factsOn({ facts, contract }: Way, { userFacts, marginMs }: Beside): FactLookup {
  const program: FactLookup = contract === null ? () => undefined : createFactLookup(contract);
  return (name) => {
    const said = userFacts.get(name);
    if (said !== undefined) return said;
    const found = facts.get(name);
    if (found !== undefined) return found.value;
    const value = program(name);
    return value === undefined && name === 'edge.marginMs' ? marginMs : value;
  };
}
