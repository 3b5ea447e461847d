import { createFactLookup, type FactLookup, type FactName } from '../../app/contract/facts.ts';
import { referencedFacts } from '../../app/contract/invariants/expression.ts';
import {
  type Evaluation,
  evaluateInvariant,
  factsUsedBy,
  type Invariant,
} from '../../app/contract/invariants/invariant.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { invariantIds } from './invariant-ids.ts';
import type { FactValue, RequestPath, Severity } from './types.ts';

/** A fact that an invariant uses; `factValue` is null when it comes from the program's contract or from the user. */
export interface FactEvidence {
  readonly name: FactName;
  readonly value: number | null | undefined;
  readonly factValue: FactValue | null;
}

/** The evaluation of an invariant on the request paths that have the same values from the same locations. */
export interface RequestPathResult {
  readonly invariant: Invariant;
  readonly severity: Severity;
  readonly evaluation: Exclude<Evaluation, { readonly kind: 'not-applicable' }>;
  readonly evidence: readonly FactEvidence[];
  readonly requestPaths: readonly string[];
}

/**
 * Invariants that apply to Rostrum's own contract only: its list of task sizes is narrower than Fargate's (the rule
 * fargate-size has all of them), and tasks in several zones are a choice.
 */
const contractOnly = invariantIds(
  'web-memory-minimum',
  'web-memory-maximum',
  'worker-memory-minimum',
  'worker-memory-maximum',
  'tasks-span-zones',
);

const warnings = invariantIds(
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
);

const severityOf = ({ id }: Invariant, { downgradedInvariants }: RequestPath): Severity =>
  warnings.has(id) || downgradedInvariants?.has(id) ? 'warning' : 'error';

export interface LintContext {
  /** Facts about the program from the user; they override the files. */
  readonly userFacts: ReadonlyMap<FactName, number>;
  /** Rostrum's safety margin between two times, used for third-party programs, too. */
  readonly marginMs: number;
}

/** Evaluates every invariant that uses at least one fact of the files, on every request path. */
export function checkInvariants(
  requestPaths: readonly RequestPath[],
  context: LintContext,
): RequestPathResult[] {
  const results = new Map<string, RequestPathResult>();
  for (const requestPath of requestPaths)
    for (const invariant of invariants) {
      const result = checkInvariant(invariant, requestPath, context);
      if (result === null) continue;
      const key = JSON.stringify([invariant.id, result.evaluation, result.evidence]);
      const previous = results.get(key);
      results.set(key, { ...result, requestPaths: [...(previous?.requestPaths ?? []), requestPath.name] });
    }
  return [...results.values()];
}

function checkInvariant(
  invariant: Invariant,
  requestPath: RequestPath,
  context: LintContext,
): RequestPathResult | null {
  if (requestPath.contract === null && contractOnly.has(invariant.id)) return null;
  if (requestPath.applicableInvariants?.has(invariant.id) === false) return null;
  const facts = factLookupFor(requestPath, context);
  const evaluation = evaluateInvariant(invariant, facts);
  if (evaluation.kind === 'not-applicable') return null;
  const names = factsUsedBy(invariant);
  const evidence = names.map((name) => ({
    name,
    value: facts(name),
    factValue: requestPath.facts.get(name) ?? null,
  }));
  // Without a fact from the files it depends on the contract alone, which `contract check` evaluates.
  if (!evidence.some(({ factValue }) => factValue !== null)) return null;
  // With platform defaults only, a missing fact is not worth asking for.
  if (
    evaluation.kind === 'unknown' &&
    evidence.every(({ factValue }) => factValue === null || factValue.isDefault)
  )
    return null;
  if (evaluation.kind === 'holds' && !isExplicit(invariant, evidence)) return null;
  return {
    invariant,
    severity:
      isDefault(evidence) || isWithinMargin(invariant, requestPath, context)
        ? 'note'
        : severityOf(invariant, requestPath),
    evaluation,
    evidence,
    requestPaths: [],
  };
}

/** The safety margin is our convention: third-party configurations that only miss the margin get a note. */
const isWithinMargin = (invariant: Invariant, requestPath: RequestPath, context: LintContext): boolean =>
  requestPath.contract === null &&
  evaluateInvariant(invariant, factLookupFor(requestPath, { ...context, marginMs: 0 })).kind === 'holds';

/** Platform defaults that conflict with each other are not the author's mistake: they get a note. */
const isDefault = (evidence: readonly FactEvidence[]): boolean =>
  evidence.every(({ factValue }) => factValue?.isDefault === true);

/** A relation between two platform defaults holds everywhere and says nothing about the file. */
const isExplicit = ({ left, right }: Invariant, evidence: readonly FactEvidence[]): boolean =>
  evidence.some(
    ({ name, factValue }) =>
      !factValue?.isDefault && [...referencedFacts(left), ...referencedFacts(right)].includes(name),
  );

export function factLookupFor(
  { facts, contract }: RequestPath,
  { userFacts, marginMs }: LintContext,
): FactLookup {
  const program: FactLookup = contract === null ? () => undefined : createFactLookup(contract);
  return (name) => {
    const userFact = userFacts.get(name);
    if (userFact !== undefined) return userFact;
    const factValue = facts.get(name);
    if (factValue !== undefined) return factValue.value;
    // A file's timeout is that of the location, so it is also the one for streams.
    if (name === 'edge.gatewayStreamMs' && facts.has('edge.gatewayReadMs')) return null;
    const value = program(name);
    return value === undefined && name === 'edge.marginMs' ? marginMs : value;
  };
}
