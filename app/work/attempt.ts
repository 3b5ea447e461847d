import type { Agent } from '../agents/agent.ts';
import type { Briefed } from '../debate/prepare.ts';
import type { Places } from './places.ts';
import { neverBegun, type SpeakParts, type Spoken, speak } from './speak.ts';

export interface AttemptParts extends SpeakParts {
  readonly provider: string;
  readonly places: Places;
  readonly now: () => Date;
  /** A fault of ours, which is contained in the turn. */
  readonly onBug: (error: unknown) => void;
}

/** What an attempt came to, and how long it took; `firstTokenMs` is null when no text came. */
export interface Attempted {
  readonly spoken: Spoken;
  readonly waitedMs: number;
  readonly firstTokenMs: number | null;
  readonly tookMs: number;
}

/**
 * One attempt at a turn, from its place in line to its end. The agent's deadlines begin when it has a place: whoever
 * waits for one has not been slow. Never rejects.
 */
export async function attemptTurn(agent: Agent, briefed: Briefed, parts: AttemptParts): Promise<Attempted> {
  const { provider, places, signal, onText, onBug } = parts;
  const nowMs = () => parts.now().getTime();
  const askedMs = nowMs();
  const leave = await places.enter(provider, signal);
  const beganMs = nowMs();
  let firstTokenMs: number | null = null;
  const hear = (text: string) => {
    firstTokenMs ??= nowMs() - beganMs;
    onText(text);
  };
  const spoken = leave
    ? await speak(agent, briefed, { signal, onText: hear })
        .catch((error: unknown) => contained(error, onBug))
        .finally(leave)
    : neverBegun;
  return { spoken, waitedMs: beganMs - askedMs, firstTokenMs, tookMs: nowMs() - beganMs };
}

function contained(error: unknown, onBug: AttemptParts['onBug']): Spoken {
  onBug(error);
  const usage = { inputTokens: 0, outputTokens: 0, estimated: true };
  return { how: 'failed', reason: 'internal', message: 'A fault inside Rostrum; its log says more.', usage };
}
