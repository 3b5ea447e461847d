import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, type CreateOptions, ServerUnreachable } from '../client/client.ts';
import type { CreatedDebateResponse } from '../debate/views/responses.ts';
import type { CommandOptions } from '../shared/command-line/options.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type DisplayOptionValues, followUntilRecord } from './follow-debate.ts';
import { warningLines } from './output/estimate.ts';
import { createOutput, type Terminal } from './output/terminal.ts';
import type { ServerTarget } from './server.ts';
import { withUsageErrors } from './usage-errors.ts';

export const startOptions = {
  detach: { type: 'boolean', description: 'Start the debate, print its id and exit' },
} as const satisfies CommandOptions;

interface StartValues extends DisplayOptionValues {
  readonly detach?: boolean | undefined;
}

/** Creates a debate and shows it until its end, or prints its id with `--detach`. */
export async function startAndFollow(
  server: ServerTarget,
  create: (options: CreateOptions) => Promise<CreatedDebateResponse>,
  optionFor: (member: string) => string | null,
  values: StartValues,
  terminal: Terminal,
): Promise<ExitCode> {
  const created = await withUsageErrors(() => createWithRetry(create, terminal), optionFor);
  // A server of an earlier version sends none.
  const { id, warnings = [] } = created;
  const notes = createOutput(terminal, 'stderr', values.plain ?? false);
  if (!values['final-only'])
    notes.writeLines(warnings.flatMap((text) => warningLines(text, notes.columns())));
  if (values.detach) {
    const out = createOutput(terminal, 'stdout', true);
    if (values.json) out.writeDocument(`${JSON.stringify({ id })}\n`, 'json');
    else out.writeLines([id]);
    return exitCodes.decided;
  }
  if (!values['final-only'])
    notes.writeLines([notes.style.dim(`Debate ${id}`), notes.style.dim(`${server.baseUrl}/debates/${id}`)]);
  return followUntilRecord(server, id, 0, values, terminal);
}

const attemptsMax = 3;
const retryAfterSecondsMax = 30;

/** Retries without starting a second debate: all attempts share one idempotency key. */
async function createWithRetry(
  create: (options: CreateOptions) => Promise<CreatedDebateResponse>,
  { interrupted: signal, randomId }: Terminal,
): Promise<CreatedDebateResponse> {
  const idempotencyKey = randomId();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create({ idempotencyKey, signal });
    } catch (error) {
      const seconds = retryDelaySeconds(error);
      if (seconds === null || attempt === attemptsMax) throw error;
      await wait(seconds * 1000, undefined, { signal });
    }
  }
}

/** Seconds to wait before the next attempt; null when a retry cannot succeed. */
function retryDelaySeconds(error: unknown): number | null {
  if (error instanceof ServerUnreachable) return 0;
  if (!(error instanceof ApiError) || error.retryAfterSeconds === null) return null;
  return error.retryAfterSeconds <= retryAfterSecondsMax ? error.retryAfterSeconds : null;
}
