import type { StoredEvent } from '../debate/core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../debate/core/frames.ts';
import type { DebateKey } from '../store/store.ts';
import type { Bus } from './bus.ts';

/** A bus message on `topics.debate`. */
export type DebateMessage =
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'deltas'; readonly deltas: readonly TurnDelta[] }
  | { readonly kind: 'snapshots'; readonly snapshots: readonly TurnSnapshot[] };

export const topics = {
  /** Events and live text of a debate, as `DebateMessage`. */
  debate: ({ tenant, debate }: DebateKey) => `debate/${tenant}/${debate}`,
  /** Requests for snapshots, to the worker that runs the debate; the message is empty. */
  snapshotRequest: ({ tenant, debate }: DebateKey) => `ask/${tenant}/${debate}`,
  /** A debate needs a worker: it is new, or has a new command. The message is its id. */
  wakeups: 'work',
  /** A key was revoked. The message is its id. */
  revokedKeys: 'keys',
  /** Probes of a process to itself, to measure the bus. */
  latencyProbe: (id: string) => `echo/${id}`,
} as const;

/** Publishes committed events to viewers. Call it after the commit, never before. */
export function publishEvents(bus: Bus, tenant: string, events: readonly StoredEvent[]): void {
  const [first] = events;
  const message: DebateMessage = { kind: 'events', events };
  if (first) bus.publish(topics.debate({ tenant, debate: first.debate }), JSON.stringify(message));
}

/** Parses a bus message; null if it is invalid or of an unknown version. */
export function parseDebateMessage(text: string): DebateMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isDebateMessage(value) ? value : null;
}

/** Only our own processes publish here, so it checks only the members that are used. */
function isDebateMessage(value: unknown): value is DebateMessage {
  if (!isObject(value)) return false;
  switch (value.kind) {
    case 'events':
      return isArrayOf(
        value.events,
        (event) => typeof event.seq === 'number' && typeof event.type === 'string',
      );
    case 'deltas':
      return isArrayOf(value.deltas, (delta) => isTurnText(delta) && typeof delta.offset === 'number');
    case 'snapshots':
      return isArrayOf(value.snapshots, isTurnText);
    default:
      return false;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

const isArrayOf = (value: unknown, isItem: (item: JsonObject) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && isItem(item));

const isTurnText = ({ turn, attempt, text }: JsonObject): boolean =>
  typeof turn === 'string' && typeof attempt === 'number' && typeof text === 'string';
