import { buildEvaluationReport } from '../../debate/evaluation/report.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { evaluationLines } from '../output/evaluation.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { requireEvaluationFile } from './results-file.ts';

export const reportOptions = {
  json: { type: 'boolean', description: 'Print the report as JSON' },
} as const satisfies CommandOptions;

/** Any number: the same results always give the same report. */
const bootstrapSeed = 1;

/** Prints the report on a results file, whole or not. */
export function printEvaluationReport(
  path: string | undefined,
  { json = false }: { readonly json?: boolean | undefined },
  terminal: Terminal,
): ExitCode {
  const { run, results } = requireEvaluationFile(path);
  const closed = results.filter((result) => result.type === 'closed');
  const report = buildEvaluationReport(closed, bootstrapSeed);
  const out = createOutput(terminal, 'stdout', false);
  const asked = {
    questions: run.plan.questions,
    answered: results.length,
    open: results.length - closed.length,
  };
  if (json) out.writeJson({ asked, ...report });
  else out.writeLines(evaluationLines(report, asked, out.columns(), out.style));
  return exitCodes.decided;
}
