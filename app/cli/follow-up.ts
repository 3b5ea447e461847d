import { emptyView } from '../debate/view.ts';
import type { Options } from './arguments.ts';
import { type ExitCode, exitCodes, Failure } from './exit.ts';
import { watchLive } from './live.ts';
import { recordLines } from './record.ts';
import { createReporter, silentReporter } from './reporter.ts';
import type { Server } from './server.ts';
import { outputOn, type Terminal } from './terminal.ts';

/** The options that say how a debate is shown. */
export const showOptions = {
  json: {
    type: 'boolean',
    says: 'Only the record, as JSON, on standard output; the course goes to standard error',
  },
  plain: { type: 'boolean', says: 'No colours and nothing drawn anew: a log (so it is without a terminal)' },
  'final-only': { type: 'boolean', says: 'Do not show the course, only the record' },
} as const satisfies Options;

export interface ShowValues {
  readonly json?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly 'final-only'?: boolean | undefined;
}

/** Shows a debate from event `after` on until it has ended, then its record. */
export async function followToRecord(
  { baseUrl, apiKey, client }: Server,
  debate: string,
  after: number,
  values: ShowValues,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false, plain = false, 'final-only': finalOnly = false } = values;
  const { interrupted } = terminal;
  const course = outputOn(terminal, json ? 'stderr' : 'stdout', plain);
  const reporter = finalOnly ? silentReporter : createReporter(course, terminal.now);
  reporter.view(emptyView(debate));
  const view = await watchLive({ baseUrl, apiKey, debate }, after, reporter, interrupted);
  if (interrupted.aborted) {
    const back = `rostrum watch ${debate}${view.seq > 0 ? ` --after ${view.seq}` : ''}`;
    outputOn(terminal, 'stderr', plain).lines([`The debate goes on. Come back to it with: ${back}`]);
    return exitCodes.interrupted;
  }
  const record = await client.record(debate, { signal: interrupted });
  if (!record) throw new Failure(`debate ${debate} has ended, but the server has no record of it yet`);
  const out = outputOn(terminal, 'stdout', plain);
  if (json) out.json(record);
  else out.lines(['', ...recordLines(record, out.columns(), out.style)]);
  return record.outcome === 'decided' ? exitCodes.decided : exitCodes.failed;
}
