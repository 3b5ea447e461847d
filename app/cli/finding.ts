import { ApiError, ServerUnreachable } from '../client/client.ts';
import type { Server } from './server.ts';

/** What the doctor says of one thing: it is well, it is worth knowing, or nothing works before it is cured. */
export interface Finding {
  readonly verdict: 'good' | 'warning' | 'broken';
  readonly about: string;
  readonly says: string;
  readonly cure?: string;
}

/** What a check may use. */
export interface Visit {
  readonly server: Server;
  readonly now: () => number;
  /** Of this program. */
  readonly version: string;
  /** Aborts when the check has taken too long, or the person has had enough. */
  readonly signal: AbortSignal;
  readonly interrupted: AbortSignal;
}

export type Examine = (visit: Visit) => Promise<readonly Finding[]>;

/** A check; what it throws for want of an answer is what it finds. A bug is thrown on, and so is Ctrl-C. */
export const examining =
  (about: string, examine: Examine): Examine =>
  async (visit) => {
    try {
      return await examine(visit);
    } catch (error) {
      visit.interrupted.throwIfAborted();
      return [{ verdict: 'broken', about, ...trouble(error, visit) }];
    }
  };

function trouble(error: unknown, { server, signal }: Visit): Pick<Finding, 'says' | 'cure'> {
  const { origin } = new URL(server.baseUrl);
  if (signal.aborted)
    return { says: `no answer from ${origin} in time`, cure: 'See what the server’s log says.' };
  if (error instanceof ApiError) return { says: error.detail };
  if (error instanceof ServerUnreachable || error instanceof TypeError)
    return {
      says: `no answer from ${origin}`,
      cure: 'Start a server with `npm run dev`, or name another with --server URL or ROSTRUM_URL.',
    };
  throw error;
}
