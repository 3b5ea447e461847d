import type { DebateEvent, StoredEvent } from './events.ts';

/** Text that a running turn has just spoken. `offset` counts UTF-16 units from the turn's start in this attempt. */
export interface TurnDelta {
  readonly turn: string;
  readonly attempt: number;
  readonly offset: number;
  readonly text: string;
}

/** All that a running turn has spoken until now: for a reader who missed a delta, or came late. */
export interface TurnSnapshot {
  readonly turn: string;
  readonly attempt: number;
  readonly text: string;
}

/** What a viewer receives of a debate, the same over SSE and WebSocket. Only stored events have a `seq`. */
export type Frame =
  | Envelope
  | { readonly debate: string; readonly type: 'turn.delta'; readonly data: TurnDelta }
  | { readonly debate: string; readonly type: 'turn.snapshot'; readonly data: TurnSnapshot };

/** A stored event on the wire. */
export type Envelope = DebateEvent & {
  readonly debate: string;
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
};

/** How a subscription began: where the viewer had been, from a snapshot of everything, or the log has been replaced. */
export type SubscriptionMode = 'resumed' | 'snapshot' | 'reset';

/** Members in the order that people read them in. */
export const toEnvelope = ({ debate, seq, type, at, data, hash }: StoredEvent): Envelope =>
  ({ debate, seq, type, at, data, hash }) as Envelope;

/** What a client says on the socket. */
export type ClientFrame =
  | { readonly type: 'subscribe'; readonly debate: string; readonly after?: number }
  | { readonly type: 'unsubscribe'; readonly debate: string }
  | { readonly type: 'ping' };

/**
 * What the socket says beside the frames of debates. An event stream says `subscribed`, `heartbeat`, `reconnect` and
 * `evicted`, too. `seq` of `subscribed` is the last of the log at that moment; a connection that is silent for two
 * heartbeats is dead.
 */
export type SocketFrame =
  | {
      readonly type: 'subscribed';
      readonly debate: string;
      readonly mode: SubscriptionMode;
      readonly seq: number;
      readonly heartbeatMs: number;
      /** What to wait at least before coming back when the connection breaks. */
      readonly retryMs: number;
    }
  | { readonly type: 'unsubscribed'; readonly debate: string }
  | { readonly type: 'ended'; readonly debate: string; readonly seq: number }
  | { readonly type: 'pong' }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'reconnect'; readonly retryMs: number }
  /** Event streams only: the viewer was too slow, and may come back with what it has. A socket closes with 1013. */
  | { readonly type: 'evicted'; readonly debate: string; readonly after: number; readonly retryMs: number }
  | { readonly type: 'error'; readonly code: string; readonly detail: string; readonly debate?: string };
