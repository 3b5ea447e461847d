import { ApiError, ServerUnreachable } from '../../client/client.ts';
import type { Formats } from '../../shared/formats.ts';
import type { ServerTarget } from '../server.ts';

export interface CheckResult {
  readonly status: 'pass' | 'warning' | 'fail';
  readonly name: string;
  readonly message: string;
  readonly fix?: string;
}

export interface CheckContext {
  readonly server: ServerTarget;
  readonly now: () => number;
  /** Version of this program. */
  readonly version: string;
  /** Aborts at the timeout of the check and on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly interrupted: AbortSignal;
  readonly formats: Formats;
}

export type DoctorCheck = (context: CheckContext) => Promise<readonly CheckResult[]>;

/** Turns a failed request of a check into its result; Ctrl-C and bugs are rethrown. */
export const defineCheck =
  (name: string, check: DoctorCheck): DoctorCheck =>
  async (context) => {
    try {
      return await check(context);
    } catch (error) {
      context.interrupted.throwIfAborted();
      return [{ status: 'fail', name, ...describeError(error, context) }];
    }
  };

function describeError(
  error: unknown,
  { server, signal }: CheckContext,
): Pick<CheckResult, 'message' | 'fix'> {
  const { origin } = new URL(server.baseUrl);
  if (signal.aborted)
    return { message: `no answer from ${origin} in time`, fix: 'Check the log of the server.' };
  if (error instanceof ApiError) return { message: error.detail };
  if (error instanceof ServerUnreachable || error instanceof TypeError)
    return {
      message: `no answer from ${origin}`,
      fix: 'Start a server with `npm run dev`, or choose another with --server URL or ROSTRUM_URL.',
    };
  throw error;
}
