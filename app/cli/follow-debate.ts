import { emptyView } from '../debate/views/debate.ts';
import type { CommandOptions } from '../shared/command-line/options.ts';
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts';
import { decisionLines, recordLines } from './output/record.ts';
import { createReporter, silentReporter } from './output/reporter.ts';
import { createOutput, type Output, type Terminal } from './output/terminal.ts';
import { reportDebate } from './report-debate.ts';
import type { ServerTarget } from './server.ts';

export const displayOptions = {
  json: {
    type: 'boolean',
    description: 'Print only the record, as JSON; progress goes to standard error',
  },
  plain: {
    type: 'boolean',
    description: 'Print a plain log, without colours or redrawing; default without a terminal',
  },
  full: {
    type: 'boolean',
    description: 'On a terminal, print the whole text of every turn and of the answer, not only positions',
  },
  'final-only': { type: 'boolean', description: 'Print only the record' },
} as const satisfies CommandOptions;

export interface DisplayOptionValues {
  readonly json?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly full?: boolean | undefined;
  readonly 'final-only'?: boolean | undefined;
}

/** Shows a debate after event `after` until it ends, then its decision; with `final-only` only the whole record. */
export async function followUntilRecord(
  { baseUrl, apiKey, client }: ServerTarget,
  debate: string,
  after: number,
  values: DisplayOptionValues,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false, plain = false, full = false, 'final-only': finalOnly = false } = values;
  const { interrupted } = terminal;
  const progress = createOutput(terminal, json ? 'stderr' : 'stdout', plain);
  const reporter = finalOnly ? silentReporter : createReporter(progress, terminal.now);
  reporter.update(emptyView(debate));
  const view = await reportDebate({ baseUrl, apiKey, debate }, after, reporter, interrupted, {
    // A pipe or a log gets everything.
    isShort: !full && progress.screen !== null,
    formats: terminal.formats,
  });
  if (interrupted.aborted) {
    const resumeCommand = `rostrum watch ${debate}${view.seq > 0 ? ` --after ${view.seq}` : ''}`;
    createOutput(terminal, 'stderr', plain).writeLines([
      'The debate continues. To watch it again:',
      resumeCommand,
    ]);
    return exitCodes.interrupted;
  }
  const record = await client.record(debate, { signal: interrupted });
  if (!record) throw new CommandError(`debate ${debate} has ended, but the server has no record yet`);
  const out = createOutput(terminal, 'stdout', plain);
  if (json) out.writeJson(record);
  else if (finalOnly) out.writeLines(recordLines(record, out.columns(), out.style));
  else out.writeLines(['', ...decisionLines(record, out.columns(), out.style, full ? null : rowsOf(out))]);
  return record.outcome === 'decided' ? exitCodes.decided : exitCodes.failed;
}

/** The decision fits a terminal with its first line and the prompt; a pipe has no end. */
const rowsOf = ({ screen }: Output): number | null => screen && screen.rows - 2;
