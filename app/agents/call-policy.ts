import type { Contract } from '../contract/types/contract.ts';
import type { Usage } from '../debate/core/events.ts';
import { isCharged, noUsage } from '../debate/cost/usage.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import { backoffMs } from '../shared/backoff.ts';
import { type Clock, sleep } from '../shared/clock.ts';
import { type Agent, AgentFailure, type Completion, type CompletionOptions } from './agent.ts';
import { type CallDeadline, createCallDeadline, withAbortLimit } from './call-deadline.ts';
import { createPrompt, estimateUsage } from './prompts.ts';

export interface CallPolicyDeps {
  readonly limits: Contract['agents'];
  /** True for a model that thinks before it answers. */
  readonly thinks?: boolean;
  readonly clock: Clock;
  /** Returns 0 to 1. Jitter, so that agents rejected together do not retry together. */
  readonly random: () => number;
}

/**
 * Adds the contract's timeouts and retries to an agent. A timeout aborts the call's signal, so that the call stops; one
 * that goes on nevertheless is abandoned, so that the debate does not wait for it, and is not repeated. A retryable
 * call is repeated only before its first text, because viewers have already read any text that arrived, and only while
 * another call may be charged. The result, or the failure, has the usage of all calls.
 */
export const withTimeoutsAndRetries = (agent: Agent, deps: CallPolicyDeps): Agent => ({
  async generate(context, options) {
    const { limits, thinks = false, clock } = deps;
    const total = createCallDeadline(clock);
    const startedAtMs = clock.monotonicMs();
    total.set('total-timeout', thinks ? limits.thinking.totalMs : limits.totalMs);
    const onReasoning = (reasoning: string) => {
      // A thought shows that the model thinks, whatever is known about it.
      total.set('total-timeout', limits.thinking.totalMs, startedAtMs);
      options.onReasoning?.(reasoning);
    };
    try {
      return await callUntilAnswered(agent, context, { ...options, onReasoning }, total, deps);
    } finally {
      total.cancel();
    }
  },
});

async function callUntilAnswered(
  agent: Agent,
  context: TurnContext,
  options: CompletionOptions,
  total: CallDeadline,
  deps: CallPolicyDeps,
): Promise<Completion> {
  const { limits, clock } = deps;
  const { deadlineAtMs = Number.POSITIVE_INFINITY, chargedCallsMax = Number.POSITIVE_INFINITY } = options;
  const signal = AbortSignal.any([options.signal, total.signal]);
  const charged: Usage[] = [];
  let previousFailure: AgentFailure | null = null;
  const failWith = (failure: AgentFailure) => toFinalFailure(failure, previousFailure, charged);
  const throwIfStopped = () => {
    if (options.signal.aborted) throw failWith(stopped);
  };
  for (let retries = 0; ; retries++) {
    throwIfStopped();
    const call = await callOnce(agent, context, { ...options, signal }, deps);
    if (call.text !== null) return { ...call, ...(charged.length > 0 && { earlierCalls: charged }) };
    if (isCharged(call.usage)) charged.push(call.usage);
    throwIfStopped();
    const { failure } = call;
    if (!call.isRetryable || retries === limits.retriesMax || charged.length >= chargedCallsMax)
      throw failWith(failure);
    previousFailure = failure;
    const delayMs = retryDelayMs(failure, retries + 1, deps);
    const leftMs = Math.min(total.leftMs(), deadlineAtMs - clock.now());
    if (failure.retryAfterMs !== null && delayMs >= leftMs)
      throw toTooLateFailure(failure, failure.retryAfterMs, charged, clock);
    await sleep(clock, delayMs, signal).catch((timeout) => {
      throwIfStopped();
      throw failWith(timeout);
    });
  }
}

/** One call with first-token and idle timeouts. Rejects only on a bug. */
async function callOnce(
  agent: Agent,
  context: TurnContext,
  { signal, onText, onReasoning, onAbandoned }: CompletionOptions,
  { limits, thinks, clock }: CallPolicyDeps,
): Promise<CallResult> {
  const silence = createCallDeadline(clock);
  silence.set('first-token-timeout', thinks ? limits.thinking.firstTokenMs : limits.firstTokenMs);
  const callSignal = AbortSignal.any([signal, silence.signal]);
  let received = '';
  let reasoning = '';
  let isAbandoned = false;
  const call = agent.generate(context, {
    signal: callSignal,
    onText(textSoFar, added) {
      if (isAbandoned) return;
      silence.set('idle-timeout', limits.idleMs);
      received = textSoFar;
      onText(textSoFar, added);
    },
    onReasoning(reasoningSoFar) {
      if (isAbandoned) return;
      // While a thought is open, a model may be as silent as before its first token.
      const reason = received === '' ? 'first-token-timeout' : 'idle-timeout';
      silence.set(reason, limits.thinking.firstTokenMs);
      reasoning = reasoningSoFar;
      onReasoning?.(reasoning);
    },
  });
  try {
    return await withAbortLimit(call, {
      signal: callSignal,
      abortMs: limits.abortMs,
      clock,
      onAbandoned() {
        isAbandoned = true;
        onAbandoned?.();
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
    // A call that goes on still takes the provider's time: another one would be more than the provider may get.
    const isRetryable = failure.retryable && received === '' && !isAbandoned;
    return { text: null, usage, failure, isRetryable };
  } finally {
    silence.cancel();
  }
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

/** The delay that the provider asks for; without one, exponential backoff. */
function retryDelayMs(
  { retryAfterMs }: AgentFailure,
  failures: number,
  { limits, random }: CallPolicyDeps,
): number {
  if (retryAfterMs === null) return backoffMs({ initialMs: limits.backoffMs, random }, failures);
  return retryAfterMs + limits.backoffMs * random();
}

/** For a provider that asks to wait longer than the turn can: another attempt at the turn would fail too. */
function toTooLateFailure(
  { reason, message }: AgentFailure,
  retryAfterMs: number,
  charged: readonly Usage[],
  clock: Clock,
): AgentFailure {
  const at = new Date(clock.now() + retryAfterMs).toISOString();
  const wait =
    `the provider asks to be called again in ${Math.ceil(retryAfterMs / 1000)} s, at ${at}, ` +
    'which is too late for this turn';
  const details = { permanent: true, retryAfterMs, ...usageOf(charged) };
  return new AgentFailure(reason, `${message}; ${wait}`, details);
}

/** The usage of a failure: that of the last call, and of those before it. */
const usageOf = (charged: readonly Usage[]) => ({
  usage: charged.at(-1) ?? noUsage,
  earlierCalls: charged.slice(0, -1),
});

/** The failure of the last call with the usage of all. A total timeout also names the failure before it. */
function toFinalFailure(
  last: AgentFailure,
  previous: AgentFailure | null,
  charged: readonly Usage[],
): AgentFailure {
  const { reason, retryable, permanent, retryAfterMs } = last;
  const isCutShort = reason === 'total-timeout' && previous !== null;
  const message = isCutShort ? `${last.message}; previous call: ${previous.message}` : last.message;
  return new AgentFailure(reason, message, { retryable, permanent, retryAfterMs, ...usageOf(charged) });
}
