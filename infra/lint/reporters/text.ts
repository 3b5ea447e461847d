import { formatColumns, indentText, wrapIndented } from '../../shared/format.ts';
import type { FactMention, Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';
import type { SourceLocation } from '../types.ts';
import { brief, type ReportOptions, shownFindings } from './report.ts';
import { collectUnknown, formatCounts, formatFactsOption, mostUsefulFacts } from './summary.ts';

/** Findings in full: more than these do not fit on one screen. */
const findingsMax = 8;
/** Findings of one rule in full; the others are a line each. */
const sameRuleMax = 2;

/** The text report: worst first, with file and line, both numbers, what happens, and the smallest change. */
export function textReport(result: LintResult, options: ReportOptions = brief): string {
  const { findings, gaps, idle, problems, unread, hints } = result;
  const shown = shownFindings(result, options).filter(({ accepted }) => accepted === null);
  const accepted = findings.filter((finding) => finding.accepted !== null);
  return [
    ...formatFindings(shown, options),
    ...section(
      'Not read, so not checked',
      gaps.flatMap(({ file, line, reason, fix }) => [
        [line === null ? file : `${file}:${line}`, reason],
        ['', fix],
      ]),
    ),
    ...(options.unknown
      ? [
          ...section(
            'Accepted',
            accepted.map(({ id, accepted: reason }) => [id, reason ?? '']),
          ),
          ...unknownSection(result),
          ...section(
            'Holds',
            distinct(
              findings.flatMap(({ id, state, comparison }) =>
                state === 'holds' ? [[id, comparison ?? '']] : [],
              ),
            ),
          ),
        ]
      : []),
    ...uncheckedSection(unread, options),
    ...[...idle, ...problems, ...hints].map((text) => wrapIndented(text, '  ')),
    formatSummary(result, options),
  ].join('\n');
}

function formatFindings(shown: readonly Finding[], { unknown }: ReportOptions): string[] {
  const counts = new Map<string, number>();
  let full = 0;
  let omitted = 0;
  const parts = shown.flatMap((finding) => {
    const count = (counts.get(finding.id) ?? 0) + 1;
    counts.set(finding.id, count);
    if (unknown || (count <= sameRuleMax && full < findingsMax)) {
      full += 1;
      return [`${formatFinding(finding)}\n`];
    }
    omitted += 1;
    return [];
  });
  if (omitted === 0) return parts;
  const rest = [...counts].map(([id, count]) => `${count} × ${id}`).join(', ');
  return [...parts, wrapIndented(`${omitted} more findings, in full with -v. All: ${rest}`, '  '), ''];
}

function formatFinding({ severity, id, summary, message, rationale, fix, numbers, place }: Finding): string {
  const where = place === null ? '' : `${formatFileLine(place)}  `;
  const lines = [
    `${where}${severity} ${id}`,
    indentText(`${summary}.`),
    ...(place === null ? [] : [paragraph('at', `${place.resource} ${place.path}`)]),
    paragraph('found', message),
    ...(numbers.length > 1
      ? [indentText(indentText(formatColumns(numbers.map((number) => factRow(number, place)))))]
      : []),
    paragraph('causes', rationale),
    ...(fix === null ? [] : [paragraph('fix', fix)]),
  ];
  return lines.join('\n');
}

const paragraph = (label: string, text: string): string =>
  indentText(wrapIndented(`${label.padEnd(8)}${text}`, ' '.repeat(8)));

const formatFileLine = ({ file, line }: SourceLocation): string => (line === null ? file : `${file}:${line}`);

function uncheckedSection(unread: LintResult['unread'], { unknown }: ReportOptions): string[] {
  const parts = unread.filter(({ place }) => place.path === 'part of a configuration');
  const shown = unknown ? unread : parts;
  const hidden = unread.length - shown.length;
  return [
    ...section(
      'Not checked',
      shown.map(({ place, reason }) => [formatLocation(place), reason]),
    ),
    ...(hidden > 0
      ? [`${hidden} ${hidden === 1 ? 'value is' : 'values are'} known only at deployment: -v lists them`]
      : []),
  ];
}

function unknownSection({ findings }: LintResult): string[] {
  return section(
    "Unknown until given (fill in your program's numbers)",
    collectUnknown(findings).map(({ id, missing }) => [id, formatFactsOption(missing)]),
  );
}

function formatSummary(result: LintResult, options: ReportOptions): string {
  const useful = mostUsefulFacts(collectUnknown(result.findings));
  const notes = result.findings.some(({ state, severity }) => state === 'broken' && severity === 'note');
  return [
    formatCounts(result),
    ...(notes && !options.notes ? ['--notes shows the advice'] : []),
    ...(useful === null ? [] : [`${useful.facts} decides ${useful.decides} more`]),
  ].join('\n');
}

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length > 0 ? [title, indentText(formatColumns(rows)), ''] : [];

const distinct = (rows: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(rows.map((row) => [row.join(' '), row])).values(),
];

const factRow = (mention: FactMention, near: SourceLocation | null): string[] => [
  mention.name,
  `= ${mention.value}`,
  describeOrigin(mention, near),
];

function describeOrigin(
  { name, value, place, isDefault, isFromUser, isLimit }: FactMention,
  near: SourceLocation | null,
): string {
  if (isFromUser) return 'from --facts';
  if (isDefault && value === 'none') return 'no such layer';
  if (place === null) return name === 'edge.marginMs' ? 'safety margin' : 'contract of the program';
  if (isLimit) return 'limit of the platform';
  if (isDefault && /^0\b/.test(value)) return 'none in these files';
  const isSameFile = place.file === near?.file && place.line !== null;
  const where = isSameFile ? `line ${place.line}` : formatLocation(place);
  return isDefault ? `${where}, not set (default)` : where;
}

/** `Alb Properties.Scheme (Stack/Alb, template.json:12)`. */
export function formatLocation({ file, resource, path, construct, line }: SourceLocation): string {
  const where = [construct, line === null ? null : `${file}:${line}`].filter((part) => part !== null);
  return `${resource} ${path}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
}
