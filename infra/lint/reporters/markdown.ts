import type { LintResult } from '../lint.ts';
import { brief, type ReportOptions, shownFindings } from './report.ts';
import { collectUnknown, formatCounts, formatFactsOption } from './summary.ts';
import { formatLocation } from './text.ts';

/** The report as Markdown, for pull requests. */
export function markdownReport(result: LintResult, options: ReportOptions = brief): string {
  const { read, findings, unread, gaps, idle, problems, hints } = result;
  const names = [...new Set([...read.map(({ name }) => name), ...gaps.map(({ file }) => file)])];
  return [
    `# Audit of ${names.map((name) => `\`${name}\``).join(', ')}`,
    `${formatCounts(result)}.`,
    ...[...idle, ...problems, ...hints].map((text) => `- ${escaped(text)}`),
    ...table(
      ['not read', 'reason', 'fix'],
      gaps.map(({ file, line, reason, fix }) => [line === null ? file : `${file}:${line}`, reason, fix]),
    ),
    ...table(
      ['', 'rule', 'where', 'found', 'causes', 'fix'],
      shownFindings(result, options).map((finding) => [
        finding.accepted === null ? finding.severity : `accepted: ${finding.accepted}`,
        `\`${finding.id}\``,
        finding.place === null ? '' : formatLocation(finding.place),
        finding.message,
        finding.rationale,
        finding.fix ?? '',
      ]),
    ),
    ...table(
      ['unknown', 'missing facts'],
      collectUnknown(findings).map(({ id, missing }) => [`\`${id}\``, `\`${formatFactsOption(missing)}\``]),
    ),
    ...table(
      ['not checked', 'reason'],
      unread.map(({ place, reason }) => [formatLocation(place), reason]),
    ),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')];
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
