import type { LintResult } from '../lint.ts';
import { brief, type ReportOptions, shownFindings } from './report.ts';
import { formatCounts } from './summary.ts';

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Workflow commands, which GitHub shows next to the lines of a pull request. */
export function githubReport(result: LintResult, options: ReportOptions = brief): string {
  const findings = shownFindings(result, options).filter(({ accepted }) => accepted === null);
  return [
    ...findings.map(({ severity, id, summary, message, rationale, fix, place }) => {
      const where = place === null ? '' : `file=${property(place.file)},line=${place.line ?? 1},`;
      const text = [`${summary}.`, `Found: ${message}.`, `Causes ${rationale}.`, fix ?? ''].join(' ').trim();
      return `::${commands[severity]} ${where}title=${property(id)}::${escaped(text)}`;
    }),
    ...result.gaps.map(
      ({ file, line, reason, fix }) =>
        `::warning file=${property(file)},line=${line ?? 1},title=not read::${escaped(`${reason}. ${fix}`)}`,
    ),
    formatCounts(result),
  ].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
