import { isJsonObject } from '../../shared/is-json-object.ts';

// The messages between the supervisor and its processes, over the IPC channel of node:cluster.

/** `stopped`: the whole program stops. `replaced`: another process has taken over. */
export type DrainReason = 'stopped' | 'replaced';

export type ProcessMessage =
  | { readonly type: 'ready' }
  /** It has started, and waits to open what its predecessor still uses. */
  | { readonly type: 'standby' }
  | { readonly type: 'beat' }
  | { readonly type: 'recycle' }
  | { readonly type: 'collect'; readonly id: number }
  /** The process takes no further connections. */
  | { readonly type: 'leave'; readonly id: number }
  | { readonly type: 'measured'; readonly id: number; readonly text: string | null };

export type SupervisorMessage =
  | { readonly type: 'drain'; readonly reason: DrainReason }
  /** Its predecessor has ended. */
  | { readonly type: 'open' }
  /** Comes with a connection that the process is to serve. */
  | { readonly type: 'connection' }
  | { readonly type: 'measure'; readonly id: number }
  | { readonly type: 'collected'; readonly id: number; readonly text: string | null }
  /** The supervisor hands it no further connections. */
  | { readonly type: 'left'; readonly id: number };

/**
 * Parses a message from a process; null if it is unknown: after SIGHUP a process may be of a newer version than its
 * supervisor.
 */
export function parseProcessMessage(message: unknown): ProcessMessage | null {
  if (!isJsonObject(message)) return null;
  const { type, id, text } = message;
  switch (type) {
    case 'ready':
    case 'standby':
    case 'beat':
    case 'recycle':
      return { type };
    case 'collect':
    case 'leave':
      return typeof id === 'number' ? { type, id } : null;
    case 'measured':
      return typeof id === 'number' && isText(text) ? { type, id, text } : null;
    default:
      return null;
  }
}

/** Parses a message from the supervisor; null if it is unknown. */
export function parseSupervisorMessage(message: unknown): SupervisorMessage | null {
  if (!isJsonObject(message)) return null;
  const { type, id, text, reason } = message;
  switch (type) {
    case 'drain':
      return reason === 'stopped' || reason === 'replaced' ? { type, reason } : null;
    case 'open':
    case 'connection':
      return { type };
    case 'measure':
    case 'left':
      return typeof id === 'number' ? { type, id } : null;
    case 'collected':
      return typeof id === 'number' && isText(text) ? { type, id, text } : null;
    default:
      return null;
  }
}

const isText = (value: unknown): value is string | null => typeof value === 'string' || value === null;
