import { type Agent, AgentFailure } from '../agents/agent.ts';
import type { Brief } from '../debate/brief.ts';
import type { FailureReason, Outcome, Usage } from '../debate/events.ts';
import type { Briefed } from '../debate/prepare.ts';
import { readSpeech } from '../debate/speech.ts';
import { moments } from './moments.ts';
import { addUsage, usageSoFar } from './usage.ts';

/** How an attempt at a turn ended. */
export type Spoken =
  | { readonly how: 'completed'; readonly text: string; readonly outcome: Outcome; readonly usage: Usage }
  | {
      readonly how: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      readonly usage: Usage;
    };

export interface SpeakParts {
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

/** Stands between a reply and the block that mends it. */
const seam = '\n\n';

const nothingUsed: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

const stopped = (usage: Usage): Spoken => ({
  how: 'failed',
  reason: 'interrupted',
  message: 'The turn was stopped.',
  usage,
});

/** Of an attempt that was stopped before its call: it has cost nothing. */
export const neverBegun: Spoken = stopped(nothingUsed);

/**
 * One attempt: the agent speaks; a reply that cannot be read goes back to it once, with what is wrong, and then counts
 * as failed. Never rejects but for a bug of ours.
 */
export async function speak(agent: Agent, briefed: Briefed, { signal, onText }: SpeakParts): Promise<Spoken> {
  const { brief } = briefed;
  let text = '';
  let usage = nothingUsed;
  const hear = (piece: string) => {
    text += piece;
    onText(piece);
    moments.heard.publish(brief);
  };
  const call = async (asked: Brief) => {
    const before = text.length;
    moments.calling.publish(asked);
    try {
      const speech = await agent.speak(asked, { signal, onText: hear });
      usage = addUsage(usage, speech.usage);
    } catch (error) {
      // An abort of ours has no report of what it used; the provider counts it all the same.
      const used =
        error instanceof AgentFailure ? error.usage : usageSoFar(briefed, asked.repair, text.slice(before));
      usage = addUsage(usage, used);
      throw error;
    }
  };
  try {
    await call(brief);
    let reading = readSpeech(text, brief);
    if (!reading.ok) {
      const repair = { text, problem: reading.problem };
      hear(seam);
      await call({ ...brief, repair });
      reading = readSpeech(text, brief);
    }
    if (reading.ok) return { how: 'completed', text, outcome: reading.outcome, usage };
    return {
      how: 'failed',
      reason: 'malformed',
      message: `The reply cannot be read: ${reading.problem}.`,
      usage,
    };
  } catch (error) {
    if (signal.aborted) return stopped(usage);
    if (error instanceof AgentFailure)
      return { how: 'failed', reason: error.reason, message: error.message, usage };
    throw error;
  }
}
