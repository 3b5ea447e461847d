import type { FactName } from '../../app/contract/facts.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { checkInvariants } from './check-invariants.ts';
import { describeIdle, extractAll, listReadFiles } from './extract.ts';
import type { FileKind } from './file-kind.ts';
import { findEmbeddedFiles } from './files/embedded-files.ts';
import { FileLookup, type NearbyFiles, noNearbyFiles } from './files/file-lookup.ts';
import { splitGaps } from './files/found-files.ts';
import { type Finding, fromInvariantResult, fromViolation } from './finding.ts';
import { readIgnoreComments } from './ignore-comments.ts';
import { linkGateways } from './link-gateways.ts';
import { cloudFormation } from './models/cloudformation/file-kind.ts';
import { compose } from './models/compose/file-kind.ts';
import { kubernetes } from './models/kubernetes/file-kind.ts';
import { nginx } from './models/nginx/file-kind.ts';
import { terraform } from './models/terraform/file-kind.ts';
import { parseSource } from './parse/source-file.ts';
import { distinctViolations, runRules } from './rule.ts';
import { isRuleId, isSupersededBy } from './rules/catalog.ts';
import { rostrumRules } from './rules/rostrum/all.ts';
import { upstreamNameKnown } from './rules/upstream-name-known.ts';
import { applySuppressions, type Suppression } from './suppressions.ts';
import { locationKey, type Severity, type SkippedValue, type SourceFile, type Violation } from './types.ts';
import { type ReadFailure, textFailure, toReadFailures, unknownKindFailure } from './unreadable.ts';

/** Every supported kind of file; the first that recognizes a file reads it. */
const fileKinds: readonly FileKind[] = [terraform, cloudFormation, kubernetes, compose, nginx];

export const fileKindNames = fileKinds.map(({ name }) => name);

export interface InputFile {
  readonly name: string;
  readonly text: string;
  /** Whether a folder was named instead of this file: when it is no stack file, that is no gap. */
  readonly isFound?: boolean;
}

export interface LintOptions {
  readonly files: readonly InputFile[];
  /** Values for template parameters without a default. */
  readonly parameters?: ReadonlyMap<string, string>;
  /** Facts about the program that the files do not have; they override the files. */
  readonly userFacts?: ReadonlyMap<FactName, number>;
  /** The contract of the program behind a gateway, when no file describes it. */
  readonly upstreamContract?: Contract | null;
  readonly suppressions?: readonly Suppression[];
  /** Files that could not be opened. */
  readonly unopened?: readonly ReadFailure[];
  readonly nearby?: NearbyFiles;
  readonly hints?: readonly string[];
}

export interface LintResult {
  readonly read: readonly { readonly name: string; readonly kind: string }[];
  /** Broken ones first, by severity. */
  readonly findings: readonly Finding[];
  /** Values that stay unknown although their file was read. */
  readonly unread: readonly SkippedValue[];
  /** Files, or parts of them, that could not be read: the findings may be incomplete. */
  readonly gaps: readonly ReadFailure[];
  /** What is in the folders, but must be rendered before it can be audited. */
  readonly hints: readonly string[];
  /** One sentence for each group of files that has nothing to audit. */
  readonly idle: readonly string[];
  /** Invalid or unused suppressions, a sentence each. */
  readonly problems: readonly string[];
}

/** Audits files of any supported kind together. It never throws because of their contents. */
export function lint({
  files,
  parameters = new Map(),
  userFacts = new Map(),
  upstreamContract = null,
  suppressions = [],
  unopened = [],
  nearby = noNearbyFiles,
  hints = [],
}: LintOptions): LintResult {
  const gaps = [...unopened];
  const found = new Set(files.flatMap(({ name, isFound }) => (isFound ? [name] : [])));
  const given = files.flatMap((file) => parseFile(file, gaps));
  const inputs = [...given, ...given.flatMap(findEmbeddedFiles)];
  const { byKind, extractions, parts } = extractAll(fileKinds, inputs, {
    parameters,
    lookup: new FileLookup(inputs, nearby),
  });
  const unknown = (byKind.get(undefined) ?? []).filter(({ name }) => !parts.has(name));
  gaps.push(...unknown.map((input) => unknownKindFailure(input, fileKindNames.join(', '))));
  const context = { userFacts };
  const extracted = extractions.flatMap((extraction) => extraction.requestPaths);
  const networks = extractions.flatMap((extraction) => extraction.networks ?? []);
  const { requestPaths, gateways } = linkGateways(extracted, upstreamContract, found);
  const violations = [
    ...extractions.flatMap((extraction) => extraction.violations),
    ...distinctViolations(gateways.flatMap((gateway) => runRules(rostrumRules, gateway))),
    ...runRules([upstreamNameKnown], { requestPaths: extracted, networks }),
  ];
  const invariantFindings = checkInvariants(requestPaths, context).map((result) =>
    fromInvariantResult(result, context),
  );
  const findings = [
    ...violations
      .filter((violation) => !isSuperseded(violation, invariantFindings, violations))
      .map(fromViolation),
    ...invariantFindings,
  ];
  const comments = given.flatMap(({ name, text }) => readIgnoreComments(name, text));
  const suppressed = applySuppressions(findings, [...suppressions, ...comments], isRuleId);
  const unread = extractions.flatMap((extraction) => extraction.skipped);
  return {
    read: listReadFiles(given, byKind, parts),
    findings: [...suppressed.findings].sort((a, b) => rank(a) - rank(b)),
    unread: unread.filter(({ fix }) => fix === undefined),
    ...splitGaps([...gaps, ...toReadFailures(unread)], found, hints),
    idle: found.size > 0 ? [] : describeIdle(byKind, extractions),
    problems: suppressed.problems,
  };
}

/** Whether another rule or a broken invariant already reports this location, with more detail. */
const isSuperseded = (
  { rule, place }: Violation,
  invariantFindings: readonly Finding[],
  violations: readonly Violation[],
): boolean =>
  violations.some(
    (other) => isSupersededBy(rule.id, other.rule.id) && locationKey(other.place) === locationKey(place),
  ) ||
  invariantFindings.some(
    ({ id, state, numbers }) =>
      state === 'broken' &&
      isSupersededBy(rule.id, id) &&
      numbers.some((number) => number.place !== null && locationKey(number.place) === locationKey(place)),
  );

/** Why a file cannot be audited is recorded; any other file is parsed. */
function parseFile(file: InputFile, gaps: ReadFailure[]): SourceFile[] {
  const gap = textFailure(file.name, file.text);
  if (gap === null) return [parseSource(file)];
  gaps.push(gap);
  return [];
}

export const severities: readonly Severity[] = ['error', 'warning', 'note'];
const states = ['broken', 'unknown', 'holds'] as const;

const rank = ({ state, severity, accepted }: Finding): number =>
  states.indexOf(state) * 10 + (accepted === null ? 0 : 5) + severities.indexOf(severity);

/** Broken findings that are not accepted, of this severity or a higher one. */
export const findFailures = ({ findings }: LintResult, minSeverity: Severity): Finding[] =>
  findings.filter(
    ({ state, severity, accepted }) =>
      state === 'broken' &&
      accepted === null &&
      severities.indexOf(severity) <= severities.indexOf(minSeverity),
  );
