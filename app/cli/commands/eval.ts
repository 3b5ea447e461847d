import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, rejectPositionals } from '../../shared/command-line/parse.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { evaluationOptions } from '../evaluation/evaluation-options.ts';
import { printQuestionSet, questionSetOptions } from '../evaluation/print-question-set.ts';
import { printEvaluationReport, reportOptions } from '../evaluation/print-report.ts';
import { runEvaluation } from '../evaluation/run-evaluation.ts';
import { writeBlindSheet } from '../evaluation/write-sheet.ts';

const options = {
  ...evaluationOptions,
  ...reportOptions,
  ...questionSetOptions,
  ...commonOptions,
} as const satisfies CommandOptions;

export const evalCommand: CliCommand = {
  usage: 'QUESTIONS',
  ownServer: 'run',
  summary:
    'Debate questions with known answers and report whether it helped (report RESULTS: again; sheet RESULTS: open ' +
    'questions, for people to compare; questions SET: prints knights or weekdays)',
  options,
  exitCodes:
    '0 done, 1 the budget is used up, or an error, 2 usage error, 3 no answer from the server, 130 interrupted; ' +
    'the same command continues',
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const [first, second, ...rest] = positionals;
    rejectPositionals(rest);
    if (first === 'report') return printEvaluationReport(second, values, terminal);
    if (first === 'questions') return printQuestionSet(second, values, terminal);
    if (first === 'sheet') return writeBlindSheet(second, values, terminal);
    rejectPositionals(second === undefined ? [] : [second]);
    return runEvaluation(first, values, terminal);
  },
};
