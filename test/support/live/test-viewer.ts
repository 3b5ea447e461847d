import type { Frame, SubscriptionMode, TurnDelta, TurnSnapshot } from '../../../app/debate/core/frames.ts';
import type { SubscriptionEndReason, Viewer } from '../../../app/live/subscriber.ts';

/** A viewer that records what it receives. Its network accepts everything at once unless a test sets `unsent`. */
export interface TestViewer extends Viewer {
  readonly frames: Frame[];
  readonly subscriptions: { mode: SubscriptionMode; seq: number; hasEnded: boolean }[];
  readonly ends: [SubscriptionEndReason, number][];
  /** Bytes that its network has not accepted. */
  unsent: number;
  /** Lets its network accept everything. */
  flush(): void;
  unsubscribe: () => void;
  seqs(): number[];
  deltas(): [number, string][];
  /** The text of the running turns; throws if a delta does not begin where the text ends. */
  turnTexts(): TurnSnapshot[];
  textByTurn(): Record<string, string>;
}

export function createTestViewer(): TestViewer {
  const frames: Frame[] = [];
  let waiters: (() => void)[] = [];
  const viewer: TestViewer = {
    frames,
    subscriptions: [],
    ends: [],
    unsent: 0,
    unsubscribe: () => {},
    flush() {
      viewer.unsent = 0;
      const flushed = waiters;
      waiters = [];
      for (const resolve of flushed) resolve();
    },
    send(packet) {
      if (viewer.ends.length > 0) throw new Error('sent to a viewer whose subscription has ended');
      frames.push(...decodeMessages(packet.socket()));
    },
    unsentBytes: () => viewer.unsent,
    async whenSent() {
      if (viewer.unsent > 0) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    onSubscribed: (mode, seq, hasEnded) => viewer.subscriptions.push({ mode, seq, hasEnded }),
    onEnded: (reason, cursor) => viewer.ends.push([reason, cursor]),
    seqs: () => frames.flatMap((frame) => ('seq' in frame ? [frame.seq] : [])),
    deltas: () =>
      frames.flatMap((frame) => (frame.type === 'turn.delta' ? [[frame.data.offset, frame.data.text]] : [])),
    turnTexts: () => collectTurnTexts(frames),
    textByTurn: () => Object.fromEntries(collectTurnTexts(frames).map(({ turn, text }) => [turn, text])),
  };
  return viewer;
}

function collectTurnTexts(frames: readonly Frame[]): TurnSnapshot[] {
  const turns = new Map<string, TurnSnapshot | null>();
  for (const frame of frames) {
    switch (frame.type) {
      case 'turn.started':
        turns.set(frame.data.turn, { turn: frame.data.turn, attempt: frame.data.attempt, text: '' });
        break;
      case 'turn.snapshot':
        turns.set(frame.data.turn, frame.data);
        break;
      case 'turn.delta':
        turns.set(frame.data.turn, appendDelta(turns.get(frame.data.turn), frame.data));
        break;
      case 'turn.completed':
      case 'turn.superseded':
      case 'turn.failed':
        turns.set(frame.data.turn, null);
        break;
      default:
    }
  }
  return [...turns.values()].filter((turn) => turn !== null);
}

/** `previous`: undefined if the turn began before the viewer came, null if it has ended. */
function appendDelta(
  previous: TurnSnapshot | null | undefined,
  { turn, attempt, offset, text }: TurnDelta,
): TurnSnapshot {
  const { attempt: running, text: known } = previous ?? { attempt, text: '' };
  if (previous === null || running !== attempt || known.length !== offset) {
    throw new Error(`${turn}.${attempt} at ${offset} after ${JSON.stringify(previous)}`);
  }
  return { turn, attempt, text: known + text };
}

/** Decodes the messages in the bytes of a WebSocket. */
function decodeMessages(bytes: Buffer): Frame[] {
  const messages: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const short = bytes.readUInt8(at + 1);
    const [header, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))];
    const start = at + header;
    messages.push(JSON.parse(bytes.toString('utf8', start, start + length)));
    at = start + length;
  }
  return messages;
}
