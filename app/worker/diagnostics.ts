import { channel } from 'node:diagnostics_channel';

/**
 * Moments in a turn's life that nothing else tells of, for tracing, and for tests that crash a process at exactly one
 * of them. Publishing costs nothing while nobody has subscribed, and a subscriber runs before the next statement does.
 */
export const diagnosticsChannels = {
  /** A model is about to be called; with the Brief. */
  callStarted: channel('rostrum:turn.call-started'),
  /** A piece of text came; with the Brief. */
  chunkReceived: channel('rostrum:turn.chunk-received'),
  /** An attempt is over, and nothing of it is stored; with its facts, as far as they are known. */
  attemptFinished: channel('rostrum:turn.attempt-finished'),
  /** Events are committed, and nobody has been told; with the events. */
  eventsCommitted: channel('rostrum:debate.events-committed'),
} as const;
