/** What the supervisor and its processes say to each other over the channel between them. */

/** Why a process is to drain: the whole program stops, or another process has taken its place. */
export type DrainReason = 'stopped' | 'replaced';

export type FromProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'beat' }
  | { readonly type: 'recycle' }
  | { readonly type: 'collect'; readonly id: number }
  /** Its listener is closed. */
  | { readonly type: 'leave'; readonly id: number }
  | { readonly type: 'measured'; readonly id: number; readonly text: string | null };

export type FromSupervisor =
  | { readonly type: 'drain'; readonly why: DrainReason }
  | { readonly type: 'measure'; readonly id: number }
  | { readonly type: 'collected'; readonly id: number; readonly text: string | null }
  /** It will be handed no further connection. */
  | { readonly type: 'left'; readonly id: number };

/**
 * A message as it came, or null if it is none of these: after SIGHUP a process may be of a newer version than its
 * supervisor.
 */
export function fromProcess(message: unknown): FromProcess | null {
  if (!isRecord(message)) return null;
  const { type, id, text } = message;
  switch (type) {
    case 'ready':
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

/** As `fromProcess`, the other way. */
export function fromSupervisor(message: unknown): FromSupervisor | null {
  if (!isRecord(message)) return null;
  const { type, id, text, why } = message;
  switch (type) {
    case 'drain':
      return why === 'stopped' || why === 'replaced' ? { type, why } : null;
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

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
