import type { Contract } from '../contract/types/contract.ts';
import type { FailureReason, Usage } from '../debate/core/events.ts';
import { isCharged, noUsage } from '../debate/cost/usage.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import { backoffMs } from '../shared/backoff.ts';
import { type Clock, sleep } from '../shared/clock.ts';
import { type Agent, AgentFailure, type Completion, type CompletionOptions } from './agent.ts';
import { createPrompt, estimateUsage } from './prompts.ts';

export interface CallPolicyDeps {
  readonly limits: Contract['agents'];
  readonly clock: Clock;
  /** Returns 0 to 1. Jitter, so that agents rejected together do not retry together. */
  readonly random: () => number;
}

/**
 * Adds the contract's timeouts and retries to an agent. A timeout aborts the call's signal, so that the call stops. A
 * retryable call is repeated only before its first text, because viewers have already read any text that arrived, and
 * only while another call may be charged. The result, or the failure, has the usage of all calls.
 */
export function withTimeoutsAndRetries(agent: Agent, deps: CallPolicyDeps): Agent {
  const { limits, clock } = deps;
  return {
    async generate(context, options) {
      const { chargedCallsMax = Number.POSITIVE_INFINITY } = options;
      const total = createDeadline(clock);
      total.set('total-timeout', limits.totalMs);
      const signal = AbortSignal.any([options.signal, total.signal]);
      const charged: Usage[] = [];
      let previousFailure: AgentFailure | null = null;
      const failWith = (failure: AgentFailure) => toFinalFailure(failure, previousFailure, charged);
      const throwIfStopped = () => {
        if (options.signal.aborted) throw failWith(stopped);
      };
      try {
        for (let retries = 0; ; retries++) {
          throwIfStopped();
          const call = await callOnce(agent, context, { ...options, signal }, deps);
          if (call.text !== null) return { ...call, ...(charged.length > 0 && { earlierCalls: charged }) };
          if (isCharged(call.usage)) charged.push(call.usage);
          throwIfStopped();
          if (!call.isRetryable || retries === limits.retriesMax || charged.length >= chargedCallsMax)
            throw failWith(call.failure);
          previousFailure = call.failure;
          await sleep(clock, retryDelayMs(call.failure, retries + 1, deps), signal).catch((timeout) => {
            throwIfStopped();
            throw failWith(timeout);
          });
        }
      } finally {
        total.cancel();
      }
    },
  };
}

/** One call with first-token and idle timeouts. Rejects only on a bug. */
async function callOnce(
  agent: Agent,
  context: TurnContext,
  { signal, onText, onReasoning }: CompletionOptions,
  { limits, clock }: CallPolicyDeps,
): Promise<CallResult> {
  const tokenDeadline = createDeadline(clock);
  tokenDeadline.set('first-token-timeout', limits.firstTokenMs);
  const callSignal = AbortSignal.any([signal, tokenDeadline.signal]);
  let received = '';
  let reasoning = '';
  try {
    return await agent.generate(context, {
      signal: callSignal,
      onText(textSoFar) {
        tokenDeadline.set('idle-timeout', limits.idleMs);
        received = textSoFar;
        onText(textSoFar);
      },
      onReasoning(reasoningSoFar) {
        // A model may think in silence, so that only the total timeout holds until its text.
        tokenDeadline.cancel();
        reasoning = reasoningSoFar;
        onReasoning?.(reasoning);
      },
    });
  } catch (error) {
    const isStopped = callSignal.aborted && error === callSignal.reason;
    const failure = isStopped && !(error instanceof AgentFailure) ? stopped : error;
    if (!(failure instanceof AgentFailure)) throw failure;
    // Providers charge for aborted calls without reporting their usage.
    const usage = callSignal.aborted
      ? estimateUsage(createPrompt(context), received, reasoning)
      : failure.usage;
    return { text: null, usage, failure, isRetryable: failure.retryable && received === '' };
  } finally {
    tokenDeadline.cancel();
  }
}

/** The delay that the provider asks for, up to a limit; without one, exponential backoff. */
function retryDelayMs(
  { retryAfterMs }: AgentFailure,
  failures: number,
  { limits, random }: CallPolicyDeps,
): number {
  if (retryAfterMs === null) return backoffMs({ initialMs: limits.backoffMs, random }, failures);
  return Math.min(retryAfterMs, limits.retryAfterMsMax) + limits.backoffMs * random();
}

const stopped = new AgentFailure('interrupted', 'the call was stopped');

type CallResult =
  | Completion
  | {
      readonly text: null;
      readonly usage: Usage;
      readonly failure: AgentFailure;
      readonly isRetryable: boolean;
    };

type Timeout = Extract<FailureReason, `${string}-timeout`>;

const timeoutMessages: Readonly<Record<Timeout, string>> = {
  'first-token-timeout': 'no first token',
  'idle-timeout': 'no further token',
  'total-timeout': 'no end of the reply',
};

/** A signal that aborts with a typed failure unless the deadline is moved or cancelled in time. */
function createDeadline(clock: Clock) {
  const controller = new AbortController();
  let cancelTimer: (() => void) | null = null;
  return {
    signal: controller.signal,
    set(reason: Timeout, ms: number) {
      cancelTimer?.();
      // After an idle timeout text has arrived, and after the total timeout no time is left.
      const retryable = reason === 'first-token-timeout';
      const message = `${timeoutMessages[reason]} within ${ms} ms`;
      cancelTimer = clock.after(ms, () => controller.abort(new AgentFailure(reason, message, { retryable })));
    },
    cancel: () => cancelTimer?.(),
  };
}

/** The failure of the last call with the usage of all. A total timeout also names the failure before it. */
function toFinalFailure(
  last: AgentFailure,
  previous: AgentFailure | null,
  charged: readonly Usage[],
): AgentFailure {
  const { reason, retryable, retryAfterMs } = last;
  const isCutShort = reason === 'total-timeout' && previous !== null;
  const message = isCutShort ? `${last.message}; previous call: ${previous.message}` : last.message;
  return new AgentFailure(reason, message, {
    retryable,
    retryAfterMs,
    usage: charged.at(-1) ?? noUsage,
    earlierCalls: charged.slice(0, -1),
  });
}
