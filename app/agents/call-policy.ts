import type { Contract } from '../contract/types/contract.ts';
import type { FailureReason, Usage } from '../debate/core/events.ts';
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
 * retryable call is repeated only before its first text, because viewers have already read any text that arrived. The
 * usage of the result, or of the failure, is the sum of all calls.
 */
export function withTimeoutsAndRetries(agent: Agent, { limits, clock, random }: CallPolicyDeps): Agent {
  return {
    async generate(context, options) {
      const total = createDeadline(clock);
      total.set('total-timeout', limits.totalMs);
      const signal = AbortSignal.any([options.signal, total.signal]);
      let spent = noUsage;
      let previousFailure: AgentFailure | null = null;
      try {
        for (let retries = 0; ; retries++) {
          const call = await callOnce(context, { ...options, signal });
          spent = addUsage(spent, call.usage);
          if (call.text !== null) return { text: call.text, usage: spent };
          options.signal.throwIfAborted();
          if (!call.isRetryable || retries === limits.retriesMax)
            throw toFinalFailure(call.failure, previousFailure, spent);
          previousFailure = call.failure;
          await sleep(clock, retryDelayMs(call.failure, retries + 1), signal).catch((timeout) => {
            options.signal.throwIfAborted();
            throw toFinalFailure(timeout, previousFailure, spent);
          });
        }
      } finally {
        total.cancel();
      }
    },
  };

  /** One call with first-token and idle timeouts. Rejects only on an abort by the caller or on a bug. */
  async function callOnce(
    context: TurnContext,
    { signal, onText, onReasoning }: CompletionOptions,
  ): Promise<CallResult> {
    const tokenDeadline = createDeadline(clock);
    tokenDeadline.set('first-token-timeout', limits.firstTokenMs);
    const callSignal = AbortSignal.any([signal, tokenDeadline.signal]);
    let received = '';
    try {
      return await agent.generate(context, {
        signal: callSignal,
        onText(textSoFar) {
          tokenDeadline.set('idle-timeout', limits.idleMs);
          received = textSoFar;
          onText(textSoFar);
        },
        onReasoning() {
          // A model may think in silence, so that only the total timeout holds until its text.
          tokenDeadline.cancel();
          onReasoning?.();
        },
      });
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      // Providers charge for aborted calls without reporting their usage.
      const usage = callSignal.aborted ? estimateUsage(createPrompt(context), received) : error.usage;
      return { text: null, usage, failure: error, isRetryable: error.retryable && received === '' };
    } finally {
      tokenDeadline.cancel();
    }
  }

  /** The delay that the provider asks for, up to a limit; without one, exponential backoff. */
  function retryDelayMs({ retryAfterMs }: AgentFailure, failures: number): number {
    if (retryAfterMs === null) return backoffMs({ initialMs: limits.backoffMs, random }, failures);
    return Math.min(retryAfterMs, limits.retryAfterMsMax) + limits.backoffMs * random();
  }
}

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

const noUsage: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

function addUsage(a: Usage, b: Usage): Usage {
  if (b.inputTokens + b.outputTokens === 0) return a;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    estimated: a.estimated || b.estimated,
  };
}

/** The failure of the last call with the usage of all. A total timeout also names the failure before it. */
function toFinalFailure(last: AgentFailure, previous: AgentFailure | null, usage: Usage): AgentFailure {
  const { reason, retryable, retryAfterMs } = last;
  const isCutShort = reason === 'total-timeout' && previous !== null;
  const message = isCutShort ? `${last.message}; previous call: ${previous.message}` : last.message;
  return new AgentFailure(reason, message, { retryable, retryAfterMs, usage });
}
