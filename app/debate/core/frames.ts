import type { DebateEvent, StoredEvent } from './events.ts';

/** New text of a running turn. `offset` counts UTF-16 code units from the start of this attempt. */
export interface TurnDelta {
  readonly turn: string;
  readonly attempt: number;
  readonly offset: number;
  readonly text: string;
}

/** The whole text of a running turn so far, for a viewer that missed a delta or joined late. */
export interface TurnSnapshot {
  readonly turn: string;
  readonly attempt: number;
  readonly text: string;
}

/** A message about a debate, the same over SSE and WebSocket. Only stored events have a `seq`. */
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

/** `resumed`: from the viewer's cursor. `snapshot`: from the start. `reset`: the log has been replaced. */
export type SubscriptionMode = 'resumed' | 'snapshot' | 'reset';

/** Orders the members as people read them. */
export const toEnvelope = ({ debate, seq, type, at, data, hash }: StoredEvent): Envelope =>
  ({ debate, seq, type, at, data, hash }) as Envelope;

/** A message from a client on the socket. */
export type ClientFrame =
  | { readonly type: 'subscribe'; readonly debate: string; readonly after?: number }
  | { readonly type: 'unsubscribe'; readonly debate: string }
  | { readonly type: 'ping' };

/** What an event stream of a debate sends. */
export type StreamFrame = Frame | Extract<SocketFrame, { readonly type: StreamControl }>;

type StreamControl = 'subscribed' | 'heartbeat' | 'reconnect' | 'evicted' | 'error';

/**
 * Control messages of the server on the socket, some of which event streams send too. `seq` of `subscribed` is the last
 * one in the log at that moment. A connection without a message for two heartbeats is dead.
 */
export type SocketFrame =
  | {
      readonly type: 'subscribed';
      readonly debate: string;
      readonly mode: SubscriptionMode;
      readonly seq: number;
      readonly heartbeatMs: number;
      /** The shortest wait before reconnecting after a lost connection. */
      readonly retryMs: number;
    }
  | { readonly type: 'unsubscribed'; readonly debate: string }
  | { readonly type: 'ended'; readonly debate: string; readonly seq: number }
  | { readonly type: 'pong' }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'reconnect'; readonly retryMs: number }
  /** Event streams only: the viewer was too slow and may resume from its cursor. A socket closes with 1013. */
  | { readonly type: 'evicted'; readonly debate: string; readonly after: number; readonly retryMs: number }
  | { readonly type: 'error'; readonly code: string; readonly detail: string; readonly debate?: string };
