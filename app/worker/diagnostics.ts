import { channel } from 'node:diagnostics_channel';

/**
 * Steps of a turn that no log or event shows, for tracing and for tests that crash a process at exactly one of them.
 * Publishing costs nothing without subscribers; subscribers run synchronously.
 */
export const diagnosticsChannels = {
  /** A model is about to be called. Message: the TurnContext. */
  callStarted: channel('rostrum:turn.call-started'),
  /** A chunk of text arrived. Message: the TurnContext. */
  chunkReceived: channel('rostrum:turn.chunk-received'),
  /** An attempt has ended and is not stored yet. Message: its report, without `wasteReason`. */
  attemptFinished: channel('rostrum:turn.attempt-finished'),
  /** Events are committed and not published yet. Message: the events. */
  eventsCommitted: channel('rostrum:debate.events-committed'),
} as const;
