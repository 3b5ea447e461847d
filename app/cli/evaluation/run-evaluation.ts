import { readFileSync } from 'node:fs';
import type { Client } from '../../client/client.ts';
import type { EvaluationResult } from '../../debate/evaluation/methods.ts';
import { pluralize } from '../../debate/views/labels.ts';
import { parseNumber } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { neutralFormats } from '../../shared/formats.ts';
import { optionForMember } from '../debate-request.ts';
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts';
import { decodeUtf8, readFailure } from '../file-errors.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';
import { type EvaluationValues, planRun } from './evaluation-options.ts';
import { printEvaluationReport } from './print-report.ts';
import { type EvaluationQuestion, parseQuestionLines } from './questions.ts';
import { estimateRun } from './requests.ts';
import type { EvaluationRun, QuestionResult, RunPlan } from './result-lines.ts';
import {
  appendEvaluationLine,
  type EvaluationFile,
  readEvaluationFile,
  removePartialLine,
} from './results-file.ts';
import { runQuestions, spentOn } from './run-questions.ts';

const concurrencyDefault = 4;

/** Asks the questions that the results file has no result of, then prints the report. */
export async function runEvaluation(
  path: string | undefined,
  values: EvaluationValues,
  terminal: Terminal,
): Promise<ExitCode> {
  const { out } = values;
  if (path === undefined) throw new UsageError('missing argument: a file of questions');
  if (out === undefined) throw new UsageError('eval needs --out RESULTS, a file to continue from');
  const budgetUsd = parseNumber('budget-usd', values['budget-usd'], 'any');
  if (budgetUsd === undefined) throw new UsageError('eval needs --budget-usd USD, for all debates together');
  const concurrency = parseNumber('concurrency', values.concurrency, 'whole') ?? concurrencyDefault;
  if (concurrency === 0) throw new UsageError('--concurrency must be 1 or more');
  const text = readQuestionsFile(path);
  const questions = parseQuestionLines(path, text);
  const plan = planRun(text, questions.length, values);
  const earlier = readEvaluationFile(out);
  if (earlier) checkSamePlan(earlier.run.plan, plan, out);
  const { client } = resolveServer(values, terminal);
  // The first call: it fails at once when no server answers, before anything is written.
  const { limits } = await client.agents({ signal: terminal.interrupted });
  const start = { client, questions, plan, panelMax: limits.panelMax, out, values, terminal };
  removePartialLine(out);
  const file = earlier ?? { run: await startRun(start), results: [] };
  const left = await askOpenQuestions({ ...start, file, budgetUsd, concurrency });
  if (left < questions.length) printEvaluationReport(out, values, terminal);
  if (left === 0) return exitCodes.decided;
  const { debateUsd, selfConsistencyUsd } = file.run.limits;
  throw new CommandError(
    `stopped at the budget with ${pluralize(left, 'question')} not asked: one may cost up to ` +
      `${neutralFormats.usd(debateUsd + selfConsistencyUsd)}. Repeat the command with a higher --budget-usd.`,
  );
}

function readQuestionsFile(path: string): string {
  let text: string | null;
  try {
    text = decodeUtf8(readFileSync(path));
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${readFailure(error)}`);
  }
  if (text === null) throw new UsageError(`${path} is not text in UTF-8`);
  return text;
}

/** The limits of an earlier command stay, so that its debates are found again. */
function checkSamePlan(earlier: RunPlan, plan: RunPlan, out: string): void {
  if (JSON.stringify(earlier) === JSON.stringify(plan)) return;
  const what = earlier.questionsHash === plan.questionsHash ? 'options' : 'questions';
  throw new UsageError(
    `${out} has the results of other ${what}: choose another --out, or repeat that command`,
  );
}

interface StartOptions {
  readonly client: Client;
  readonly questions: readonly EvaluationQuestion[];
  readonly plan: RunPlan;
  readonly panelMax: number;
  readonly out: string;
  readonly values: EvaluationValues;
  readonly terminal: Terminal;
}

/** Writes the first line of a new results file. */
async function startRun({ client, questions, plan, panelMax, out, values, terminal }: StartOptions) {
  const { typicalUsd, warnings, limits } = await withUsageErrors(
    () => estimateRun(client, questions, plan, panelMax, terminal.interrupted),
    (member) => optionForMember(member, values),
  );
  const usd = `typically ${neutralFormats.usd(typicalUsd)}, at most ${neutralFormats.usd(limits.debateUsd)}`;
  createOutput(terminal, 'stderr', true).writeLines([
    ...warnings.map((warning) => `Warning: ${warning}`),
    `${pluralize(questions.length, 'question')}; a debate costs ${usd}`,
  ]);
  const run: EvaluationRun = {
    type: 'run',
    version: 1,
    name: values.run ?? terminal.randomId(),
    plan,
    limits,
  };
  appendEvaluationLine(out, run);
  return run;
}

/** Appends each result as it comes. Resolves to the number of questions that were not asked. */
async function askOpenQuestions({
  client,
  questions,
  panelMax,
  out,
  terminal,
  file: { run, results },
  ...limits
}: StartOptions & Readonly<Record<'budgetUsd' | 'concurrency', number>> & { readonly file: EvaluationFile }) {
  const notes = createOutput(terminal, 'stderr', true);
  const answered = new Set(results.map(({ id }) => id));
  const open = questions.filter(({ id }) => !answered.has(id));
  if (answered.size > 0) notes.writeLines([`${out} has ${pluralize(answered.size, 'result')} already`]);
  let spentUsd = results.reduce((sum, result) => sum + spentOn(result), 0);
  const onResult = (result: QuestionResult) => {
    appendEvaluationLine(out, result);
    answered.add(result.id);
    spentUsd += spentOn(result);
    notes.writeLines([progressLine(result, `${answered.size}/${questions.length}`, spentUsd)]);
  };
  const signal = terminal.interrupted;
  try {
    const deps = { client, run, panelMax, ...limits, spentUsd, signal, onResult };
    return (await runQuestions(open, deps)).length;
  } finally {
    if (signal.aborted) notes.writeLines([`The results so far are in ${out}; the same command continues.`]);
  }
}

function progressLine(result: QuestionResult, count: string, spentUsd: number): string {
  const { outcome, seconds } = result.type === 'closed' ? result.measured : result;
  const label = outcome === 'decided' && result.type === 'closed' ? rateDecision(result) : outcome;
  return `${count}  ${result.id}  ${label}  ${Math.round(seconds)} s  ${neutralFormats.usd(spentUsd)} in all`;
}

function rateDecision({ answer, measured: { decision } }: EvaluationResult): string {
  if (decision === null) return 'tied';
  return decision === answer ? 'right' : 'wrong';
}
