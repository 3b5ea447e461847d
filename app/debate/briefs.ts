import type { Brief, Document, Peer, Remark } from './brief.ts';
import { lastStances } from './consensus.ts';
import { assertNever, type Position, type Seat } from './events.ts';
import type { DueTurn } from './next.ts';
import { type Course, heldPosition, holders, positionsOf } from './state.ts';

/** What a due turn is spoken from. Peers are anonymous, and shuffled anew for every turn by the debate's seed. */
export function briefFor(course: Course, due: DueTurn, documents: readonly Document[]): Brief {
  const { settings } = course;
  const seed = mix(settings.seed, due.turn);
  const common = {
    turn: due.turn,
    attempt: due.attempt,
    round: due.round,
    question: settings.question,
    options: settings.options ?? null,
    role: due.agent.role,
    documents,
    notes: course.notes.map((note) => note.text),
    seed,
    repair: null,
  };
  const seats = shuffle(
    holders(course).filter((seat) => seat.id !== due.agent.id),
    seed,
  );
  const peers = seats.map((seat, index) => peer(course, seat, index));
  const remarks = () => remarksAmong(course, peers, due.agent.id);
  switch (due.phase) {
    case 'propose':
      return { ...common, phase: 'propose' };
    case 'critique':
      return { ...common, phase: 'critique', own: held(course, due), peers };
    case 'revise': {
      const own = held(course, due);
      return {
        ...common,
        phase: 'revise',
        own,
        peers,
        remarks: remarks().filter(({ about }) => about === 'you'),
      };
    }
    case 'decide':
      return { ...common, phase: 'decide', peers, remarks: remarks() };
    default:
      return assertNever(due.phase);
  }
}

function held(course: Course, due: DueTurn): Position {
  const position = heldPosition(course, due.agent.id);
  if (!position) throw new Error(`${due.turn} is due for an agent that holds no position`);
  return position;
}

const peer = (course: Course, seat: Seat, index: number): Peer => ({
  label: String.fromCharCode('A'.charCodeAt(0) + index),
  agent: seat.id,
  positions: positionsOf(course, seat.id).map(({ position }) => position),
});

/** What peers last said of one another and of the reader, under the labels of this turn. */
function remarksAmong(course: Course, peers: readonly Peer[], reader: string): readonly Remark[] {
  const labels = new Map(peers.map(({ agent, label }) => [agent, label]));
  labels.set(reader, 'you');
  return peers.flatMap(({ agent, label }) =>
    lastStances(course, agent).flatMap((stance) => {
      const about = labels.get(stance.agent);
      return about ? [{ from: label, about, agrees: stance.agrees, point: stance.point }] : [];
    }),
  );
}

/** A number from a number and a text (FNV-1a): the same turn always gets the same. */
export function mix(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Fisher and Yates, from a seed. */
export function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const left = [...items];
  const shuffled: T[] = [];
  for (let step = 0; left.length > 0; step++) {
    const [taken] = left.splice(mix(seed, `${step}`) % left.length, 1);
    if (taken !== undefined) shuffled.push(taken);
  }
  return shuffled;
}
