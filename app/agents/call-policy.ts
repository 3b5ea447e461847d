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
  /** From 0 to 1: spreads retries, so that agents refused together do not return together. */
  readonly random: () => number;
}

/**
 * Puts the contract's deadlines and retries around an agent. A deadline aborts the call's signal, so that the
 * call really stops. A call is made again after a failure that may pass, but never once text has arrived:
 * what viewers have read is not taken back. The usage that it answers, or fails with, is that of all calls
 * together.
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
        total.callOff();
      }
    },
  };

  /** One call under the first-token and idle deadlines. Rejects with the caller's abort, or a bug. */
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
        onText(chunk) {
          tokenDeadline.set('idle-timeout', limits.idleMs);
          received += chunk;
          onText(chunk);
        },
        onReasoning() {
          tokenDeadline.set('idle-timeout', limits.idleMs);
          onReasoning?.();
        },
      });
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      // A provider reports no usage for a call that we broke off, and charges for it all the same.
      const usage = callSignal.aborted ? estimateUsage(createPrompt(context, limits), received) : error.usage;
      return { text: null, usage, failure: error, isRetryable: error.retryable && received === '' };
    } finally {
      tokenDeadline.callOff();
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

/** A signal that aborts with a typed failure unless it is set anew, or called off, in time. */
function createDeadline(clock: Clock) {
  const controller = new AbortController();
  let clear: (() => void) | null = null;
  return {
    signal: controller.signal,
    set(reason: Timeout, ms: number) {
      clear?.();
      // Only a call that never began to answer is worth another try; the wrapper's total has no time left for
      // one.
      const retryable = reason === 'first-token-timeout';
      const message = `${timeoutMessages[reason]} within ${ms} ms`;
      clear = clock.after(ms, () => controller.abort(new AgentFailure(reason, message, { retryable })));
    },
    callOff: () => clear?.(),
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

/** The last failure of all calls; where the total cut them short, it names what had gone wrong until then. */
function toFinalFailure(last: AgentFailure, previous: AgentFailure | null, usage: Usage): AgentFailure {
  const { reason, retryable, retryAfterMs } = last;
  const isCutShort = reason === 'total-timeout' && previous !== null;
  const message = isCutShort ? `${last.message}; the call before: ${previous.message}` : last.message;
  return new AgentFailure(reason, message, { retryable, retryAfterMs, usage });
}
