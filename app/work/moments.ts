import { channel } from 'node:diagnostics_channel';

/**
 * Moments in a turn's life that nothing else tells of, for tracing, and for tests that crash a process at exactly one
 * of them. Publishing costs nothing while nobody has subscribed, and a subscriber runs before the next statement does.
 */
export const moments = {
  /** A model is about to be called; with the Brief. */
  calling: channel('rostrum:turn.calling'),
  /** A piece of text came; with the Brief. */
  heard: channel('rostrum:turn.heard'),
  /** An attempt is over, and nothing of it is stored; with its facts, as far as they are known. */
  answered: channel('rostrum:turn.answered'),
  /** Events are committed, and nobody has been told; with the events. */
  committed: channel('rostrum:debate.committed'),
} as const;
