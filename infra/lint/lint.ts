import { base } from '../../app/contract/base.ts';
import type { FactName } from '../../app/contract/facts.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { judge } from './evaluate-invariants.ts';
import { type Finding, ofFlaw, ofJudgement } from './finding.ts';
import { join } from './link-gateways.ts';
import { cloudFormation } from './models/cloudformation/source.ts';
import { compose } from './models/compose/source.ts';
import { kubernetes } from './models/kubernetes/source.ts';
import { nginx } from './models/nginx/source.ts';
import { isMap, readDocuments, Unreadable } from './parse/document.ts';
import {
  type Flaw,
  type Input,
  keyOf,
  type Reading,
  type Severity,
  type Source,
  type Unread,
} from './source.ts';
import { type Acceptance, accept } from './suppressions.ts';
import { type Gap, gapOfNoKind, gapOfText, gapsIn } from './unreadable.ts';

/** Every kind of file that can be audited; the first that recognises a file reads it. */
const sources: readonly Source[] = [cloudFormation, kubernetes, compose, nginx];

export const kinds = sources.map(({ name }) => name);

export interface File {
  readonly name: string;
  readonly text: string;
  /** Files in the same directory that may belong to it, where somebody has looked. */
  readonly siblings?: readonly string[];
}

export interface Question {
  readonly files: readonly File[];
  /** Values of parameters that a template leaves open. */
  readonly parameters?: ReadonlyMap<string, string>;
  /** What is known of the program beside the files. */
  readonly userFacts?: ReadonlyMap<FactName, number>;
  /** What the program runs with that stands behind a gateway, where no file says so. */
  readonly upstreamContract?: Contract | null;
  readonly suppressions?: readonly Acceptance[];
  /** Files that could not even be opened. */
  readonly unopened?: readonly Gap[];
}

export interface Audit {
  readonly read: readonly { readonly name: string; readonly kind: string }[];
  /** Broken ones first, the severe before the others. */
  readonly findings: readonly Finding[];
  /** Values that stay unknown, though their file was read. */
  readonly unread: readonly Unread[];
  /** What of the files could not be read: the findings are not all that there are. */
  readonly gaps: readonly Gap[];
  /** Files that were read and have nothing that is judged: a sentence each. */
  readonly idle: readonly string[];
  /** Acceptances that are wrong. */
  readonly problems: readonly string[];
}

/** Reads files of any known kind together, and judges what they say. It never throws for what is in them. */
export function audit({
  files,
  parameters = new Map(),
  userFacts = new Map(),
  upstreamContract = null,
  suppressions = [],
  unopened = [],
}: Question): Audit {
  const gaps = [...unopened];
  const inputs = files.flatMap((file) => inputOf(file, gaps));
  const byKind = Map.groupBy(inputs, (input) => sources.find(({ recognizes }) => recognizes(input)));
  const beside = { told: userFacts, marginMs: base.edge.marginMs };
  const readings: Reading[] = [];
  const idle: string[] = [];
  for (const [source, some] of byKind) {
    if (source === undefined) gaps.push(...some.map((input) => gapOfNoKind(input, kinds.join(', nor '))));
    else {
      const reading = source.extract(some, { parameters });
      readings.push(reading);
      if (reading.lacks !== undefined)
        idle.push(
          `Nothing in ${some.map(({ name }) => name).join(', ')} is judged: it has no ${reading.lacks}`,
        );
    }
  }
  const { ways, flaws: between } = join(
    readings.flatMap((reading) => reading.ways),
    upstreamContract,
  );
  const flaws = [...readings.flatMap((reading) => reading.flaws), ...between];
  const judged = judge(ways, beside).map((judgement) => ofJudgement(judgement, ways, beside));
  const findings = [...flaws.filter((flaw) => !isTold(flaw, judged, flaws)).map(ofFlaw), ...judged];
  const accepted = accept(findings, suppressions);
  const unread = readings.flatMap((reading) => reading.skipped);
  return {
    read: [...byKind].flatMap(([source, some]) =>
      source === undefined ? [] : some.map(({ name }) => ({ name, kind: source.name })),
    ),
    findings: [...accepted.findings].sort((a, b) => rank(a) - rank(b)),
    unread: [...unread.filter(({ cure }) => cure === undefined), ...inputs.flatMap(endsAbruptly)],
    gaps: [...gaps, ...gapsIn(unread)],
    idle,
    problems: accepted.problems,
  };
}

/** Whether an invariant that is broken there says the same, and more; or another rule that is broken there. */
const isTold = ({ rule, place }: Flaw, judged: readonly Finding[], flaws: readonly Flaw[]): boolean =>
  flaws.some((other) => rule.toldBy?.includes(other.rule.id) && keyOf(other.place) === keyOf(place)) ||
  judged.some(
    ({ id, state, numbers }) =>
      state === 'broken' &&
      rule.toldBy?.includes(id) &&
      numbers.some((number) => number.place !== null && keyOf(number.place) === keyOf(place)),
  );

/** What is left of YAML when it is cut is YAML, most often. */
function endsAbruptly({ name: file, text, documents }: Input): Unread[] {
  const line = text.split('\n').length;
  const isYaml = isMap(documents[0]?.value) && !/^\s*[{[]/.test(text);
  if (!isYaml || /\n\s*$/.test(text)) return [];
  const place = { file, resource: 'file', path: `line ${line}`, construct: null, line };
  return [{ place, why: 'it ends without a new line: see whether it was cut' }];
}

/** What is neither JSON nor YAML may still be a file of another kind. */
function inputOf(file: File, gaps: Gap[]): Input[] {
  const { name, text } = file;
  const gap = gapOfText(name, text);
  if (gap !== null) {
    gaps.push(gap);
    return [];
  }
  try {
    return [{ ...file, documents: readDocuments(text) }];
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { message: why, line } = error;
    return [{ ...file, documents: [], noDocument: { why, line } }];
  }
}

export const severities: readonly Severity[] = ['error', 'warning', 'note'];
const states = ['broken', 'unknown', 'holds'] as const;

const rank = ({ state, severity, accepted }: Finding): number =>
  states.indexOf(state) * 10 + (accepted === null ? 0 : 5) + severities.indexOf(severity);

/** What is broken, not accepted, and at least so severe. */
export const failuresOf = ({ findings }: Audit, least: Severity): Finding[] =>
  findings.filter(
    ({ state, severity, accepted }) =>
      state === 'broken' && accepted === null && severities.indexOf(severity) <= severities.indexOf(least),
  );
