import { createFactLookup, type FactLookup, type FactName } from '../../app/contract/facts.ts';
import { referencedFacts } from '../../app/contract/invariants/expression.ts';
import {
  type Evaluation,
  evaluateInvariant,
  factsUsedBy,
  type Invariant,
} from '../../app/contract/invariants/invariant.ts';
import { invariants } from '../../app/contract/invariants.ts';
import { isProgramFact } from './fact-words.ts';
import { ownWarnings, relationFor } from './rules/invariants.ts';
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
  /** One of those paths. */
  readonly path: RequestPath;
  /** Whether it is about Rostrum itself, whose contract has all facts. */
  readonly isOwn: boolean;
}

function severityOf({ id }: Invariant, { contract, downgradedInvariants }: RequestPath): Severity {
  if (downgradedInvariants?.has(id)) return 'warning';
  if (contract === null) return relationFor(id)?.severity ?? 'error';
  return ownWarnings.has(id) ? 'warning' : 'error';
}

export interface LintContext {
  /** Facts about the program from the user; they override the files. */
  readonly userFacts: ReadonlyMap<FactName, number>;
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
  const isOwn = requestPath.contract !== null;
  if (!isOwn && relationFor(invariant.id) === undefined) return null;
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
  // Only facts that the owner of a program knows are worth asking for.
  if (evaluation.kind === 'unknown' && !isOwn && !evaluation.missing.every(isProgramFact)) return null;
  // With platform defaults only, a missing fact is not worth asking for.
  if (
    evaluation.kind === 'unknown' &&
    evidence.every(({ factValue }) => factValue === null || factValue.isDefault)
  )
    return null;
  if (evaluation.kind === 'holds' && !isExplicit(invariant, evidence)) return null;
  return {
    invariant,
    severity: isDefault(evidence) ? 'note' : severityOf(invariant, requestPath),
    evaluation,
    evidence,
    requestPaths: [],
    path: requestPath,
    isOwn,
  };
}

/** Platform defaults that conflict with each other are not the author's mistake: they get a note. */
const isDefault = (evidence: readonly FactEvidence[]): boolean =>
  evidence.every(({ factValue }) => factValue?.isDefault === true);

/** A relation between two platform defaults holds everywhere and says nothing about the file. */
const isExplicit = ({ left, right }: Invariant, evidence: readonly FactEvidence[]): boolean =>
  evidence.some(
    ({ name, factValue }) =>
      !factValue?.isDefault && [...referencedFacts(left), ...referencedFacts(right)].includes(name),
  );

export function factLookupFor({ facts, contract }: RequestPath, { userFacts }: LintContext): FactLookup {
  const program: FactLookup = contract === null ? () => undefined : createFactLookup(contract);
  return (name) => {
    const userFact = userFacts.get(name);
    if (userFact !== undefined) return userFact;
    const factValue = facts.get(name);
    if (factValue !== undefined) return factValue.value;
    // A file's timeout is that of the location, so it is also the one for streams.
    if (name === 'edge.gatewayStreamMs' && facts.has('edge.gatewayReadMs')) return null;
    const value = program(name);
    // The safety margin is Rostrum's own convention.
    return contract === null && name === 'edge.marginMs' ? 0 : value;
  };
}
