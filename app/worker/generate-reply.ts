import { type Agent, AgentFailure } from '../agents/agent.ts';
import type { FailureReason, TurnOutcome, Usage } from '../debate/core/events.ts';
import { parseReply } from '../debate/prompting/parse-reply.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import { diagnosticsChannels } from './diagnostics.ts';
import { addUsage, estimatePartialUsage } from './usage.ts';

/** The result of an attempt at a turn. */
export type ReplyResult =
  | {
      readonly status: 'completed';
      readonly text: string;
      readonly outcome: TurnOutcome;
      readonly usage: Usage;
    }
  | {
      readonly status: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      /** Another attempt with the same model would fail too. */
      readonly permanent?: boolean;
      readonly usage: Usage;
    };

export interface GenerateOptions {
  readonly signal: AbortSignal;
  /** Called with the whole text of the attempt so far, each time that it grows. */
  readonly publishText: (turn: string, attempt: number, textSoFar: string) => void;
  readonly onFirstText?: () => void;
}

/** Separates a malformed reply from its repair in the turn's text. */
const repairSeparator = '\n\n';

const zeroUsage: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

const interrupted = (usage: Usage): ReplyResult => ({
  status: 'failed',
  reason: 'interrupted',
  message: 'The turn was stopped.',
  usage,
});

/** The result of an attempt that was stopped before its call: it cost nothing. */
export const notStarted: ReplyResult = interrupted(zeroUsage);

/**
 * Runs one attempt: calls the agent, and if the reply cannot be parsed, asks it once for a repair. A second unreadable
 * reply is a failure. Rejects only for a bug in Rostrum.
 */
export async function generateReply(
  agent: Agent,
  prepared: PreparedTurn,
  { signal, publishText, onFirstText }: GenerateOptions,
): Promise<ReplyResult> {
  const { context } = prepared;
  const { turn, attempt } = prepared.due;
  const deadlineAtMs = Date.parse(prepared.deadlineAt);
  let text = '';
  let hasReplyText = false;
  let usage = zeroUsage;
  const call = async (input: TurnContext) => {
    const textBefore = text;
    const onText = (replySoFar: string) => {
      if (!hasReplyText) onFirstText?.();
      hasReplyText = true;
      text = textBefore + replySoFar;
      publishText(turn, attempt, text);
      diagnosticsChannels.chunkReceived.publish(context);
    };
    diagnosticsChannels.callStarted.publish(input);
    try {
      const reply = await agent.generate(input, { signal, onText, deadlineAtMs });
      usage = addUsage(usage, reply.usage);
    } catch (error) {
      // A call that Rostrum aborts reports no usage, but the provider bills it.
      const callUsage =
        error instanceof AgentFailure
          ? error.usage
          : estimatePartialUsage(prepared, input.repair, text.slice(textBefore.length));
      usage = addUsage(usage, callUsage);
      throw error;
    }
  };
  try {
    await call(context);
    let parsed = parseReply(text, context);
    if (!parsed.ok) {
      const repair = { text, problem: parsed.problem };
      text += repairSeparator;
      await call({ ...context, repair });
      parsed = parseReply(text, context);
    }
    if (parsed.ok) return { status: 'completed', text, outcome: parsed.outcome, usage };
    return {
      status: 'failed',
      reason: 'malformed',
      message: `The reply could not be parsed: ${parsed.problem}.`,
      usage,
    };
  } catch (error) {
    if (signal.aborted) return interrupted(usage);
    if (error instanceof AgentFailure) {
      const { reason, message, permanent } = error;
      return { status: 'failed', reason, message, permanent, usage };
    }
    throw error;
  }
}
