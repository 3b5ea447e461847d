import { base } from '../../app/contract/base.ts';
import type { FactName } from '../../app/contract/facts.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { checkInvariants } from './check-invariants.ts';
import { type Finding, fromInvariantResult, fromViolation } from './finding.ts';
import { linkGateways } from './link-gateways.ts';
import { cloudFormation } from './models/cloudformation/file-kind.ts';
import { compose } from './models/compose/file-kind.ts';
import { kubernetes } from './models/kubernetes/file-kind.ts';
import { nginx } from './models/nginx/file-kind.ts';
import { isMap, ParseError, readDocuments } from './parse/document.ts';
import { applySuppressions, type Suppression } from './suppressions.ts';
import {
  type Extraction,
  type FileKind,
  locationKey,
  type Severity,
  type SkippedValue,
  type SourceFile,
  type Violation,
} from './types.ts';
import { type ReadFailure, textFailure, toReadFailures, unknownKindFailure } from './unreadable.ts';

/** Every supported kind of file; the first that recognizes a file reads it. */
const fileKinds: readonly FileKind[] = [cloudFormation, kubernetes, compose, nginx];

export const fileKindNames = fileKinds.map(({ name }) => name);

export interface InputFile {
  readonly name: string;
  readonly text: string;
  /** Names of files in the same directory that may belong to the same project; undefined when not listed. */
  readonly siblings?: readonly string[];
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
}

export interface LintResult {
  readonly read: readonly { readonly name: string; readonly kind: string }[];
  /** Broken ones first, by severity. */
  readonly findings: readonly Finding[];
  /** Values that stay unknown although their file was read. */
  readonly unread: readonly SkippedValue[];
  /** Files, or parts of them, that could not be read: the findings may be incomplete. */
  readonly gaps: readonly ReadFailure[];
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
}: LintOptions): LintResult {
  const gaps = [...unopened];
  const inputs = files.flatMap((file) => parseFile(file, gaps));
  const inputsByKind = Map.groupBy(inputs, (input) => fileKinds.find(({ recognizes }) => recognizes(input)));
  const context = { userFacts, marginMs: base.edge.marginMs };
  const extractions: Extraction[] = [];
  const idle: string[] = [];
  for (const [fileKind, inputsOfKind] of inputsByKind) {
    if (fileKind === undefined)
      gaps.push(...inputsOfKind.map((input) => unknownKindFailure(input, fileKindNames.join(', '))));
    else {
      const extraction = fileKind.extract(inputsOfKind, { parameters });
      extractions.push(extraction);
      if (extraction.missingSubjects !== undefined)
        idle.push(
          `Nothing to audit in ${inputsOfKind.map(({ name }) => name).join(', ')}: ` +
            `there is no ${extraction.missingSubjects}`,
        );
    }
  }
  const { requestPaths, violations: gatewayViolations } = linkGateways(
    extractions.flatMap((extraction) => extraction.requestPaths),
    upstreamContract,
  );
  const violations = [...extractions.flatMap((extraction) => extraction.violations), ...gatewayViolations];
  const invariantFindings = checkInvariants(requestPaths, context).map((result) =>
    fromInvariantResult(result, requestPaths, context),
  );
  const findings = [
    ...violations
      .filter((violation) => !isSuperseded(violation, invariantFindings, violations))
      .map(fromViolation),
    ...invariantFindings,
  ];
  const suppressed = applySuppressions(findings, suppressions);
  const unread = extractions.flatMap((extraction) => extraction.skipped);
  return {
    read: [...inputsByKind].flatMap(([fileKind, inputsOfKind]) =>
      fileKind === undefined ? [] : inputsOfKind.map(({ name }) => ({ name, kind: fileKind.name })),
    ),
    findings: [...suppressed.findings].sort((a, b) => rank(a) - rank(b)),
    unread: [...unread.filter(({ fix }) => fix === undefined), ...inputs.flatMap(checkFinalNewline)],
    gaps: [...gaps, ...toReadFailures(unread)],
    idle,
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
    (other) => rule.supersededBy?.includes(other.rule.id) && locationKey(other.place) === locationKey(place),
  ) ||
  invariantFindings.some(
    ({ id, state, numbers }) =>
      state === 'broken' &&
      rule.supersededBy?.includes(id) &&
      numbers.some((number) => number.place !== null && locationKey(number.place) === locationKey(place)),
  );

/** A truncated YAML file is usually still valid YAML. */
function checkFinalNewline({ name: file, text, documents }: SourceFile): SkippedValue[] {
  const line = text.split('\n').length;
  const isYaml = isMap(documents[0]?.value) && !/^\s*[{[]/.test(text);
  if (!isYaml || /\n\s*$/.test(text)) return [];
  const place = { file, resource: 'file', path: `line ${line}`, construct: null, line };
  return [{ place, reason: 'it does not end with a new line: check whether it is truncated' }];
}

/** Parses a file as JSON or YAML, if it is either: an nginx configuration is neither. */
function parseFile(file: InputFile, gaps: ReadFailure[]): SourceFile[] {
  const { name, text } = file;
  const gap = textFailure(name, text);
  if (gap !== null) {
    gaps.push(gap);
    return [];
  }
  try {
    return [{ ...file, documents: readDocuments(text) }];
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { message: reason, line } = error;
    return [{ ...file, documents: [], parseError: { reason, line } }];
  }
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
