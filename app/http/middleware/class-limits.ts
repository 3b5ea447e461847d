import type { Contract } from '../../contract/types/contract.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppMiddleware } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';

export interface ConcurrencyLimitDeps {
  readonly contract: Contract;
  readonly accessControl: Pick<AccessControl, 'eventLoopLag' | 'stats'>;
}

/**
 * Sheds load with 503 while too many requests are in flight or the event loop is overloaded, so that the requests that
 * are accepted stay fast.
 */
export function concurrencyLimit({ contract, accessControl }: ConcurrencyLimitDeps): AppMiddleware {
  const { requestsMax } = contract.http;
  const { eventLoopLag, stats } = accessControl;
  let inFlight = 0;
  return async function concurrencyLimit(_, next) {
    if (eventLoopLag.isOverloaded()) {
      stats.shed += 1;
      throwProblem('overloaded', 'This process is overloaded. Try again in a moment.');
    }
    if (inFlight >= requestsMax)
      throwProblem(
        'overloaded',
        `This process already handles ${requestsMax} requests, its limit. Try again in a moment.`,
      );
    inFlight += 1;
    try {
      await next();
    } finally {
      inFlight -= 1;
    }
  };
}
