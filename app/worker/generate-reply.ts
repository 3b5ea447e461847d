import { type Agent, AgentFailure } from '../agents/agent.ts';
import type { FailureReason, TurnOutcome, Usage } from '../debate/core/events.ts';
import { parseReply } from '../debate/prompting/parse-reply.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import { diagnosticsChannels } from './diagnostics.ts';
import { addUsage, estimatePartialUsage } from './usage.ts';

/** How an attempt at a turn ended. */
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
      readonly usage: Usage;
    };

export interface GenerateOptions {
  readonly signal: AbortSignal;
  /** Called with the whole text of the attempt so far, each time that it grows. */
  readonly publishText: (turn: string, attempt: number, textSoFar: string) => void;
  readonly onFirstText?: () => void;
}

/** Separates a reply from the block that repairs it. */
const repairSeparator = '\n\n';

const zeroUsage: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

const interrupted = (usage: Usage): ReplyResult => ({
  status: 'failed',
  reason: 'interrupted',
  message: 'The turn was stopped.',
  usage,
});

/** Of an attempt that was stopped before its call: it has cost nothing. */
export const notStarted: ReplyResult = interrupted(zeroUsage);

/**
 * One attempt: the agent speaks; a reply that cannot be read goes back to it once, with what is wrong, and then counts
 * as failed. Never rejects but for a bug of ours.
 */
export async function generateReply(
  agent: Agent,
  prepared: PreparedTurn,
  { signal, publishText, onFirstText }: GenerateOptions,
): Promise<ReplyResult> {
  const { context } = prepared;
  const { turn, attempt } = prepared.due;
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
      const reply = await agent.generate(input, { signal, onText });
      usage = addUsage(usage, reply.usage);
    } catch (error) {
      // An abort of ours has no report of what it used; the provider counts it all the same.
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
      message: `The reply cannot be read: ${parsed.problem}.`,
      usage,
    };
  } catch (error) {
    if (signal.aborted) return interrupted(usage);
    if (error instanceof AgentFailure)
      return { status: 'failed', reason: error.reason, message: error.message, usage };
    throw error;
  }
}
