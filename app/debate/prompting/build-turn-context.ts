import { latestStances } from '../consensus/agreement.ts';
import type { DueTurn } from '../core/due-turns.ts';
import { assertNever, type Position, type Seat } from '../core/events.ts';
import { currentPosition, positionHistory, positionHolders, type StartedDebate } from '../core/state.ts';
import type { EvidenceDocument, Peer, Remark, TurnContext } from './turn-context.ts';

/** What a due turn is spoken from. Peers are anonymous, and shuffled anew for every turn by the debate's seed. */
export function buildTurnContext(
  debate: StartedDebate,
  due: DueTurn,
  documents: readonly EvidenceDocument[],
): TurnContext {
  const { settings } = debate;
  const seed = hashSeed(settings.seed, due.turn);
  const common = {
    turn: due.turn,
    attempt: due.attempt,
    round: due.round,
    question: settings.question,
    options: settings.options ?? null,
    role: due.agent.role,
    documents,
    notes: debate.notes.map((note) => note.text),
    seed,
    repair: null,
  };
  const seats = shuffle(
    positionHolders(debate).filter((seat) => seat.id !== due.agent.id),
    seed,
  );
  const peers = seats.map((seat, index) => toPeer(debate, seat, index));
  const remarks = () => collectRemarks(debate, peers, due.agent.id);
  switch (due.phase) {
    case 'propose':
      return { ...common, phase: 'propose' };
    case 'critique':
      return { ...common, phase: 'critique', own: requirePosition(debate, due), peers };
    case 'revise': {
      const own = requirePosition(debate, due);
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

function requirePosition(debate: StartedDebate, due: DueTurn): Position {
  const position = currentPosition(debate, due.agent.id);
  if (!position) throw new Error(`${due.turn} is due for an agent that holds no position`);
  return position;
}

const toPeer = (debate: StartedDebate, seat: Seat, index: number): Peer => ({
  label: String.fromCharCode('A'.charCodeAt(0) + index),
  agent: seat.id,
  positions: positionHistory(debate, seat.id).map(({ position }) => position),
});

/** What peers last said of one another and of the reader, under the labels of this turn. */
function collectRemarks(debate: StartedDebate, peers: readonly Peer[], reader: string): readonly Remark[] {
  const labels = new Map(peers.map(({ agent, label }) => [agent, label]));
  labels.set(reader, 'you');
  return peers.flatMap(({ agent, label }) =>
    latestStances(debate, agent).flatMap((stance) => {
      const about = labels.get(stance.agent);
      return about ? [{ from: label, about, agrees: stance.agrees, point: stance.point }] : [];
    }),
  );
}

/** A number from a number and a text (FNV-1a): the same turn always gets the same. */
export function hashSeed(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Fisher and Yates, from a seed. */
export function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const remaining = [...items];
  const shuffled: T[] = [];
  for (let step = 0; remaining.length > 0; step++) {
    const [item] = remaining.splice(hashSeed(seed, `${step}`) % remaining.length, 1);
    if (item !== undefined) shuffled.push(item);
  }
  return shuffled;
}
