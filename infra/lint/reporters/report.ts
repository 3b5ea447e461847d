import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';

export interface ReportOptions {
  /** Whether to show advice. */
  readonly notes: boolean;
  /** Whether to show what is unknown and what holds. */
  readonly unknown: boolean;
}

/** What a report shows unless it is asked for more. */
export const brief: ReportOptions = { notes: false, unknown: false };

/** The broken findings that a report shows, worst first. */
export const shownFindings = ({ findings }: LintResult, { notes }: ReportOptions): Finding[] =>
  findings.filter(({ state, severity }) => state === 'broken' && (notes || severity !== 'note'));
