import { isDeepStrictEqual } from 'node:util';
import { type EventType, isLast, type Stored } from '../../app/debate/events.ts';
import { verifyChain } from '../../app/store/chain.ts';

/** What must hold of every history, whatever has been killed while it was written. */
export type Rule =
  | 'seq gap'
  | 'seq twice'
  | 'turn completed twice'
  | 'turn started after its end'
  | 'event after the last'
  | 'debate without an end'
  | 'chain broken'
  | 'viewer saw another history'
  | 'viewer missed the end';

export interface Breach {
  readonly rule: Rule;
  readonly seq: number;
  readonly says: string;
}

/** What is wrong with a debate's log, which is one that should have ended. Empty: nothing. */
export function breachesOf(log: readonly Stored[]): Breach[] {
  return [...orderBreaches(log), ...turnBreaches(log), ...endBreaches(log), ...chainBreaches(log)];
}

/** Seqs count from 1, each once. */
function orderBreaches(log: readonly Stored[]): Breach[] {
  let before = 0;
  return log.flatMap(({ seq, type }): Breach[] => {
    const due = before + 1;
    before = Math.max(before, seq);
    if (seq === due) return [];
    const rule = seq < due ? 'seq twice' : 'seq gap';
    return [{ rule, seq, says: `${type} has seq ${seq} where ${due} was due` }];
  });
}

/** A turn ends once: it is completed at most once, and does not start again afterwards. */
function turnBreaches(log: readonly Stored[]): Breach[] {
  const ended = new Set<string>();
  return log.flatMap((event): Breach[] => {
    const { seq } = event;
    if (event.type === 'turn.started' && ended.has(event.data.turn))
      return [{ rule: 'turn started after its end', seq, says: `${event.data.turn} had been completed` }];
    if (event.type !== 'turn.completed') return [];
    const { turn, attempt } = event.data;
    if (ended.has(turn))
      return [{ rule: 'turn completed twice', seq, says: `${turn} again, by attempt ${attempt}` }];
    ended.add(turn);
    return [];
  });
}

/** The last event is of a last type, and no other one is. */
function endBreaches(log: readonly Stored[]): Breach[] {
  const end = log.findIndex(isLast);
  const seq = log.at(-1)?.seq ?? 0;
  if (end < 0)
    return [{ rule: 'debate without an end', seq, says: `it stops after ${log.at(-1)?.type ?? 'nothing'}` }];
  return log
    .slice(end + 1)
    .map((event) => ({ rule: 'event after the last', seq: event.seq, says: event.type }));
}

function chainBreaches(log: readonly Stored[]): Breach[] {
  const seq = verifyChain(log);
  return seq === null ? [] : [{ rule: 'chain broken', seq, says: 'its hash is not that of what it says' }];
}

/** What a viewer got must be a prefix of the log, and the whole of it once the viewer is done. */
export function viewerBreaches(seen: readonly Stored[], log: readonly Stored[], isDone: boolean): Breach[] {
  const other = seen.findIndex((event, index) => !isDeepStrictEqual(event, log[index]));
  const event = seen[other];
  if (event)
    return [
      { rule: 'viewer saw another history', seq: event.seq, says: `${event.type} at place ${other + 1}` },
    ];
  if (!isDone || seen.length === log.length) return [];
  return [
    { rule: 'viewer missed the end', seq: seen.length, says: `${seen.length} events of ${log.length}` },
  ];
}

/** Attempts at turns that were lost with their worker. */
export const lostAttempts = (log: readonly Stored[]): number => countOf(log, 'turn.superseded');

const countOf = (log: readonly Stored[], type: EventType): number =>
  log.filter((event) => event.type === type).length;
