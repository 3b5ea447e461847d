import type { Contract } from '../contract/contract.ts';
import type { Brief } from '../debate/brief.ts';
import type { FailureReason, Usage } from '../debate/events.ts';
import { type Agent, AgentFailure, type SpeakOptions, type Speech } from './agent.ts';
import { type Clock, sleep } from './clock.ts';
import { createPrompt, estimateUsage } from './prompts.ts';

export interface Deadlines {
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
export function withDeadlines(agent: Agent, { limits, clock, random }: Deadlines): Agent {
  return {
    async speak(brief, options) {
      const total = createDeadline(clock);
      total.set('total-timeout', limits.totalMs);
      const signal = AbortSignal.any([options.signal, total.signal]);
      let spent = none;
      let before: AgentFailure | null = null;
      try {
        for (let retries = 0; ; retries++) {
          const call = await speakOnce(brief, { ...options, signal });
          spent = add(spent, call.usage);
          if (call.text !== null) return { text: call.text, usage: spent };
          options.signal.throwIfAborted();
          if (!call.mayPass || retries === limits.retriesMax) throw ended(call.failure, before, spent);
          before = call.failure;
          await sleep(clock, pauseMs(call.failure, retries), signal).catch((timeout) => {
            options.signal.throwIfAborted();
            throw ended(timeout, before, spent);
          });
        }
      } finally {
        total.callOff();
      }
    },
  };

  /** One call under the first-token and idle deadlines. Rejects with the caller's abort, or a bug. */
  async function speakOnce(brief: Brief, { signal, onText, onThought }: SpeakOptions): Promise<Call> {
    const token = createDeadline(clock);
    token.set('first-token-timeout', limits.firstTokenMs);
    const either = AbortSignal.any([signal, token.signal]);
    let heard = '';
    try {
      return await agent.speak(brief, {
        signal: either,
        onText(piece) {
          token.set('idle-timeout', limits.idleMs);
          heard += piece;
          onText(piece);
        },
        onThought() {
          token.set('idle-timeout', limits.idleMs);
          onThought?.();
        },
      });
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      // A provider reports no usage for a call that we broke off, and charges for it all the same.
      const usage = either.aborted ? estimateUsage(createPrompt(brief, limits), heard) : error.usage;
      return { text: null, usage, failure: error, mayPass: error.retryable && heard === '' };
    } finally {
      token.callOff();
    }
  }

  /** What the provider asks for, within reason; else longer each time. */
  function pauseMs({ retryAfterMs }: AgentFailure, retries: number): number {
    if (retryAfterMs === null) return limits.backoffMs * 2 ** retries * (0.5 + random() / 2);
    return Math.min(retryAfterMs, limits.retryAfterMsMax) + limits.backoffMs * random();
  }
}

type Call =
  | Speech
  | { readonly text: null; readonly usage: Usage; readonly failure: AgentFailure; readonly mayPass: boolean };

type Timeout = Extract<FailureReason, `${string}-timeout`>;

const says: Readonly<Record<Timeout, string>> = {
  'first-token-timeout': 'no first token',
  'idle-timeout': 'no further token',
  'total-timeout': 'no end of the reply',
};

/** A signal that aborts with a typed failure unless it is set anew, or called off, in time. */
function createDeadline(clock: Clock) {
  const controller = new AbortController();
  let callOff: (() => void) | null = null;
  return {
    signal: controller.signal,
    set(reason: Timeout, ms: number) {
      callOff?.();
      // Only a call that never began to answer is worth another try; the wrapper's total has no time left for
      // one.
      const retryable = reason === 'first-token-timeout';
      const message = `${says[reason]} within ${ms} ms`;
      callOff = clock.after(ms, () => controller.abort(new AgentFailure(reason, message, { retryable })));
    },
    callOff: () => callOff?.(),
  };
}

const none: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

function add(a: Usage, b: Usage): Usage {
  if (b.inputTokens + b.outputTokens === 0) return a;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    estimated: a.estimated || b.estimated,
  };
}

/** The last failure of all calls; where the total cut them short, it names what had gone wrong until then. */
function ended(last: AgentFailure, before: AgentFailure | null, usage: Usage): AgentFailure {
  const { reason, retryable, retryAfterMs } = last;
  const cut = reason === 'total-timeout' && before !== null;
  const message = cut ? `${last.message}; the call before: ${before.message}` : last.message;
  return new AgentFailure(reason, message, { retryable, retryAfterMs, usage });
}
