import { formatColumns, indentText } from '../../shared/format.ts';
import type { FactMention, Finding } from '../finding.ts';
import { noLayer } from '../format-fact.ts';
import type { LintResult } from '../lint.ts';
import type { SourceLocation } from '../types.ts';
import {
  collectUnknown,
  formatCounts,
  formatFactsOption,
  mostUsefulFacts,
  type UnknownInvariant,
} from './summary.ts';

/** The text report: findings with numbers and fix; with `isLong` also everything unknown and everything that holds. */
export function textReport(result: LintResult, isLong = false): string {
  const { read, findings, unread, gaps, idle, problems } = result;
  const broken = findings.filter(({ state }) => state === 'broken');
  const holds = findings.filter(({ state }) => state === 'holds');
  return [
    ...read.map(({ name, kind }) => `${name}: ${kind}`),
    ...problems,
    formatCounts(result),
    ...idle,
    ...section(
      'Not read, so not checked',
      gaps.flatMap(({ file, line, reason, fix }) => [
        [line === null ? file : `${file}:${line}`, reason],
        ['', fix],
      ]),
    ),
    ...broken.filter(({ accepted }) => accepted === null).map((finding) => `\n${formatFinding(finding)}`),
    ...section(
      'Accepted',
      broken.flatMap(({ id, accepted }) => (accepted === null ? [] : [[id, accepted]])),
    ),
    ...unknownSection(collectUnknown(findings), isLong),
    ...(isLong ? section('Holds', distinct(holds.map(({ id, comparison }) => [id, comparison ?? '']))) : []),
    ...section(
      'Not checked',
      unread.map(({ place, reason }) => [formatLocation(place), reason]),
    ),
  ].join('\n');
}

function unknownSection(unknown: readonly UnknownInvariant[], isLong: boolean): string[] {
  if (isLong)
    return section(
      "Unknown until given (fill in your program's numbers)",
      unknown.map(({ id, missing }) => [id, formatFactsOption(missing)]),
    );
  if (unknown.length === 0) return [];
  const useful = mostUsefulFacts(unknown);
  const hint =
    useful === null
      ? ''
      : `; ${useful.facts}, with your program's numbers, decides ${useful.decides} of them`;
  return [
    `\n${unknown.length} unknown, because the files do not describe the program: -v lists the missing facts${hint}`,
  ];
}

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length > 0 ? [`\n${title}`, indentText(formatColumns(rows))] : [];

const distinct = (rows: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(rows.map((row) => [row.join(' '), row])).values(),
];

function formatFinding({
  severity,
  id,
  summary,
  message,
  rationale,
  fix,
  numbers,
  place,
  requestPaths,
}: Finding): string {
  return [
    `${severity.toUpperCase()} ${id}: ${summary}`,
    ...(numbers.length > 0 ? [indentText(formatColumns(numbers.map(factRow)))] : []),
    ...(place !== null && numbers.length === 0 ? [indentText(formatLocation(place))] : []),
    indentText(`found   ${message}`),
    indentText(`causes  ${rationale}`),
    ...(fix === null ? [] : [indentText(`fix     ${fix}`)]),
    ...(requestPaths.length > 0 ? [indentText(`on      ${requestPaths.join('; ')}`)] : []),
  ].join('\n');
}

const factRow = (mention: FactMention): string[] => [
  mention.name,
  `= ${mention.value}`,
  describeOrigin(mention),
];

function describeOrigin({ name, value, place, isDefault, isFromUser, isLimit }: FactMention): string {
  if (isFromUser) return 'from --facts';
  if (isDefault && value === noLayer) return 'no such layer';
  if (isDefault && /^0\b/.test(value) && optionalResources.test(name)) return 'none in these files';
  if (place === null) return name === 'edge.marginMs' ? 'safety margin' : 'contract of the program';
  return isDefault ? describeDefault(isLimit, place) : formatLocation(place);
}

/** Resources that a deployment may not have. */
const optionalResources = /^deployment\.(?:web|worker|function)\./;

const describeDefault = (isLimit: boolean, place: SourceLocation): string =>
  isLimit ? 'limit of the platform' : `${formatLocation(place)}, not set (default)`;

/** `Alb Properties.Scheme (Stack/Alb, template.json:12)`. */
export function formatLocation({ file, resource, path, construct, line }: SourceLocation): string {
  const where = [construct, line === null ? null : `${file}:${line}`].filter((part) => part !== null);
  return `${resource} ${path}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
}
