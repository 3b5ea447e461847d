import type { Stored } from '../debate/events.ts';
import type { Delta, Snapshot } from '../debate/frames.ts';
import type { DebateKey } from '../store/store.ts';
import type { Bus } from './bus.ts';

/** What the bus carries on `topics.debate`. */
export type Message =
  | { readonly kind: 'events'; readonly events: readonly Stored[] }
  | { readonly kind: 'deltas'; readonly deltas: readonly Delta[] }
  | { readonly kind: 'snapshots'; readonly snapshots: readonly Snapshot[] };

export const topics = {
  /** What happens in a debate: `Message`s. */
  debate: ({ tenant, debate }: DebateKey) => `debate/${tenant}/${debate}`,
  /** Requests for snapshots, to whoever runs the debate; the message is empty. */
  ask: ({ tenant, debate }: DebateKey) => `ask/${tenant}/${debate}`,
  /** A debate may need its worker: it is new, or a command came from outside. The message is its id. */
  work: 'work',
  /** A key holds no more. The message is its id. */
  keys: 'keys',
  /** What a process says to itself, to time the bus. */
  echo: (id: string) => `echo/${id}`,
} as const;

export function publish(bus: Bus, key: DebateKey, message: Message): void {
  bus.publish(topics.debate(key), JSON.stringify(message));
}

/** Tells viewers of a debate's events that have just been committed: after the commit, never before. */
export function publishEvents(bus: Bus, tenant: string, events: readonly Stored[]): void {
  const [first] = events;
  if (first) publish(bus, { tenant, debate: first.debate }, { kind: 'events', events });
}

/** null: not ours, or of a version that this process does not know. */
export function readMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isMessage(value) ? value : null;
}

/** Only our own processes write here, so the members that are relied on are looked at, and no more. */
function isMessage(value: unknown): value is Message {
  if (!isObject(value)) return false;
  switch (value.kind) {
    case 'events':
      return isList(value.events, (event) => typeof event.seq === 'number' && typeof event.type === 'string');
    case 'deltas':
      return isList(value.deltas, (delta) => isSpoken(delta) && typeof delta.offset === 'number');
    case 'snapshots':
      return isList(value.snapshots, isSpoken);
    default:
      return false;
  }
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

const isList = (value: unknown, is: (item: Members) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && is(item));

const isSpoken = ({ turn, attempt, text }: Members): boolean =>
  typeof turn === 'string' && typeof attempt === 'number' && typeof text === 'string';
