import type { Writable } from 'node:stream';
import type { Contract } from '../../contract/types/contract.ts';
import { assertNever } from '../../debate/core/events.ts';
import type { ViewerRegistry } from '../../live/viewer-registry.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';

export interface AdmissionDeps {
  readonly viewers: Pick<ViewerRegistry, 'admit'>;
  readonly contract: Contract;
}

/** Takes one of the process's viewer slots until `stream` closes. Refuses the request if none is left. */
export function admitViewer(c: AppContext, stream: Writable, { viewers, contract }: AdmissionDeps): void {
  // A stream that has already closed would never release its slot.
  if (stream.closed || stream.destroyed)
    throwProblem('client-closed-request', 'The client closed the connection.');
  const { viewersPerKeyMax } = contract.live;
  const headers = { 'retry-after': `${contract.http.retryAfterSeconds}` };
  const admission = viewers.admit(stream, c.var.caller.keyId);
  switch (admission) {
    case 'admitted':
      break;
    case 'process-limit':
      throwProblem('overloaded', 'This process has reached its viewer limit. Try again in a moment.', {
        headers,
      });
      break;
    case 'key-limit':
      throwProblem(
        'connection-limit',
        `A key can have at most ${viewersPerKeyMax} open streams and sockets per process. Close one first.`,
        { headers },
      );
      break;
    default:
      assertNever(admission);
  }
}
