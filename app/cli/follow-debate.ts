import { emptyView } from '../debate/views/debate.ts';
import type { CommandOptions } from './arguments.ts';
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts';
import { recordLines } from './output/record.ts';
import { createReporter, silentReporter } from './output/reporter.ts';
import { createOutput, type Terminal } from './output/terminal.ts';
import { reportDebate } from './report-debate.ts';
import type { ServerTarget } from './server.ts';

/** The options that say how a debate is shown. */
export const displayOptions = {
  json: {
    type: 'boolean',
    description: 'Only the record, as JSON, on standard output; the course goes to standard error',
  },
  plain: {
    type: 'boolean',
    description: 'No colours and nothing drawn anew: a log (so it is without a terminal)',
  },
  'final-only': { type: 'boolean', description: 'Do not show the course, only the record' },
} as const satisfies CommandOptions;

export interface DisplayOptionValues {
  readonly json?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly 'final-only'?: boolean | undefined;
}

/** Shows a debate from event `after` on until it has ended, then its record. */
export async function followUntilRecord(
  { baseUrl, apiKey, client }: ServerTarget,
  debate: string,
  after: number,
  values: DisplayOptionValues,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false, plain = false, 'final-only': finalOnly = false } = values;
  const { interrupted } = terminal;
  const progress = createOutput(terminal, json ? 'stderr' : 'stdout', plain);
  const reporter = finalOnly ? silentReporter : createReporter(progress, terminal.now);
  reporter.update(emptyView(debate));
  const view = await reportDebate({ baseUrl, apiKey, debate }, after, reporter, interrupted);
  if (interrupted.aborted) {
    const resumeCommand = `rostrum watch ${debate}${view.seq > 0 ? ` --after ${view.seq}` : ''}`;
    createOutput(terminal, 'stderr', plain).writeLines([
      `The debate goes on. Come back to it with: ${resumeCommand}`,
    ]);
    return exitCodes.interrupted;
  }
  const record = await client.record(debate, { signal: interrupted });
  if (!record) throw new CommandError(`debate ${debate} has ended, but the server has no record of it yet`);
  const out = createOutput(terminal, 'stdout', plain);
  if (json) out.writeLines([JSON.stringify(record, null, 2)]);
  else out.writeLines(['', ...recordLines(record, out.columns(), out.style)]);
  return record.outcome === 'decided' ? exitCodes.decided : exitCodes.failed;
}
