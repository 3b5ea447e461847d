import { type Agent, AgentFailure } from '../agents/agent.ts';
import type { FailureReason, TurnOutcome, Usage } from '../debate/core/events.ts';
import { callsPerAttemptMax } from '../debate/cost/reservation.ts';
import { isCharged } from '../debate/cost/usage.ts';
import { parseReply } from '../debate/prompting/parse-reply.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import { diagnosticsChannels } from './diagnostics.ts';
import { estimatePartialUsage } from './usage.ts';

/** The result of an attempt at a turn, with the usage of each of its charged calls. */
export type ReplyResult =
  | {
      readonly status: 'completed';
      readonly text: string;
      readonly outcome: TurnOutcome;
      /** What the reader repaired in the reply. */
      readonly repairs: readonly string[];
      readonly calls: readonly Usage[];
    }
  | {
      readonly status: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      /** Another attempt with the same model would fail too. */
      readonly permanent?: boolean;
      readonly calls: readonly Usage[];
    };

export interface GenerateOptions {
  readonly signal: AbortSignal;
  /** Called with each part of the attempt's text. */
  readonly publishText: (turn: string, attempt: number, text: string) => void;
  readonly onFirstText?: () => void;
  /** Called when a stopped call has not ended in time and is abandoned. */
  readonly onAbandoned?: (() => void) | undefined;
}

/** Separates a malformed reply from its repair in the turn's text. */
const repairSeparator = '\n\n';

const interrupted = (calls: readonly Usage[]): ReplyResult => ({
  status: 'failed',
  reason: 'interrupted',
  message: 'The turn was stopped.',
  calls,
});

/** The result of an attempt that was stopped before its call: it cost nothing. */
export const notStarted: ReplyResult = interrupted([]);

/**
 * Runs one attempt: calls the agent, and if the reply cannot be parsed, asks it once for a repair, unless a
 * repeated call has used up its reservation. A second unreadable reply is a failure. Rejects only for a bug in Rostrum.
 */
export async function generateReply(
  agent: Agent,
  prepared: PreparedTurn,
  { signal, publishText, onFirstText, onAbandoned }: GenerateOptions,
): Promise<ReplyResult> {
  const { context } = prepared;
  const { turn, attempt } = prepared.due;
  const deadlineAtMs = Date.parse(prepared.deadlineAt);
  let text = '';
  let hasReplyText = false;
  const calls: Usage[] = [];
  const call = async (input: TurnContext) => {
    const textBefore = text;
    const onText = (replySoFar: string, added: string) => {
      if (!hasReplyText) onFirstText?.();
      hasReplyText = true;
      text = textBefore + replySoFar;
      publishText(turn, attempt, added);
      diagnosticsChannels.chunkReceived.publish(context);
    };
    diagnosticsChannels.callStarted.publish(input);
    const limits = { deadlineAtMs, chargedCallsMax: callsPerAttemptMax - calls.length };
    try {
      const { usage, earlierCalls = [] } = await agent.generate(input, {
        signal,
        onText,
        onAbandoned,
        ...limits,
      });
      calls.push(...[...earlierCalls, usage].filter(isCharged));
    } catch (error) {
      // Whatever ended the call, the provider may charge what had arrived.
      const charged =
        error instanceof AgentFailure
          ? [...error.earlierCalls, error.usage]
          : [estimatePartialUsage(prepared, input.repair, text.slice(textBefore.length))];
      calls.push(...charged.filter(isCharged));
      throw error;
    }
  };
  try {
    await call(context);
    let parsed = parseReply(text, context);
    if (!parsed.ok && calls.length < callsPerAttemptMax) {
      const repair = { text, problem: parsed.problem };
      text += repairSeparator;
      publishText(turn, attempt, repairSeparator);
      await call({ ...context, repair });
      parsed = parseReply(text, context);
    }
    if (parsed.ok) {
      const { outcome, repairs } = parsed;
      return { status: 'completed', text, outcome, repairs, calls };
    }
    return {
      status: 'failed',
      reason: 'malformed',
      message: `The reply could not be parsed: ${parsed.problem}.`,
      calls,
    };
  } catch (error) {
    if (signal.aborted) return interrupted(calls);
    if (error instanceof AgentFailure) {
      const { reason, message, permanent } = error;
      return { status: 'failed', reason, message, permanent, calls };
    }
    throw error;
  }
}
