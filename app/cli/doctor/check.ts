import { ApiError, ServerUnreachable } from '../../client/client.ts';
import type { ServerTarget } from '../server.ts';

/** What the doctor says of one thing: it is well, it is worth knowing, or nothing works before it is cured. */
export interface CheckResult {
  readonly status: 'pass' | 'warning' | 'fail';
  readonly name: string;
  readonly message: string;
  readonly fix?: string;
}

/** What a check may use. */
export interface CheckContext {
  readonly server: ServerTarget;
  readonly now: () => number;
  /** Of this program. */
  readonly version: string;
  /** Aborts when the check has taken too long, or the person has had enough. */
  readonly signal: AbortSignal;
  readonly interrupted: AbortSignal;
}

export type DoctorCheck = (context: CheckContext) => Promise<readonly CheckResult[]>;

/** A check; what it throws for want of an answer is what it finds. A bug is thrown on, and so is Ctrl-C. */
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
    return { message: `no answer from ${origin} in time`, fix: 'See what the server’s log says.' };
  if (error instanceof ApiError) return { message: error.detail };
  if (error instanceof ServerUnreachable || error instanceof TypeError)
    return {
      message: `no answer from ${origin}`,
      fix: 'Start a server with `npm run dev`, or name another with --server URL or ROSTRUM_URL.',
    };
  throw error;
}
