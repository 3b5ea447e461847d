import type { Delta, Frame, Snapshot, Subscribed } from '../../app/debate/frames.ts';
import type { Over, Viewer } from '../../app/live/follower.ts';

/** A viewer that keeps what it is sent. Its network takes everything at once, unless a test says otherwise. */
export interface TestViewer extends Viewer {
  readonly frames: Frame[];
  readonly told: { how: Subscribed; seq: number; ended: boolean }[];
  readonly overs: [Over, number][];
  /** What its network has not taken. */
  unsent: number;
  /** Its network takes everything. */
  flush(): void;
  leave: () => void;
  seqs(): number[];
  deltas(): [number, string][];
  /** What the running turns have said, put together strictly: every delta must begin where the text ends. */
  heard(): Snapshot[];
  texts(): Record<string, string>;
}

export function createTestViewer(): TestViewer {
  const frames: Frame[] = [];
  let waiting: (() => void)[] = [];
  const viewer: TestViewer = {
    frames,
    told: [],
    overs: [],
    unsent: 0,
    leave: () => {},
    flush() {
      viewer.unsent = 0;
      const flushed = waiting;
      waiting = [];
      for (const resolve of flushed) resolve();
    },
    send(packet) {
      if (viewer.overs.length > 0) throw new Error('sent to a viewer for whom it is over');
      frames.push(...messagesOf(packet.socket()));
    },
    unsentBytes: () => viewer.unsent,
    async flushed() {
      if (viewer.unsent > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    subscribed: (how, seq, ended) => viewer.told.push({ how, seq, ended }),
    over: (why, after) => viewer.overs.push([why, after]),
    seqs: () => frames.flatMap((frame) => ('seq' in frame ? [frame.seq] : [])),
    deltas: () =>
      frames.flatMap((frame) => (frame.type === 'turn.delta' ? [[frame.data.offset, frame.data.text]] : [])),
    heard: () => heardOf(frames),
    texts: () => Object.fromEntries(heardOf(frames).map(({ turn, text }) => [turn, text])),
  };
  return viewer;
}

function heardOf(frames: readonly Frame[]): Snapshot[] {
  const turns = new Map<string, Snapshot | null>();
  for (const frame of frames) {
    switch (frame.type) {
      case 'turn.started':
        turns.set(frame.data.turn, { turn: frame.data.turn, attempt: frame.data.attempt, text: '' });
        break;
      case 'turn.snapshot':
        turns.set(frame.data.turn, frame.data);
        break;
      case 'turn.delta':
        turns.set(frame.data.turn, joined(turns.get(frame.data.turn), frame.data));
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

/** `undefined`: the turn began before the viewer came. `null`: it is over. */
function joined(before: Snapshot | null | undefined, { turn, attempt, offset, text }: Delta): Snapshot {
  const { attempt: running, text: heard } = before ?? { attempt, text: '' };
  if (before === null || running !== attempt || heard.length !== offset) {
    throw new Error(`${turn}.${attempt} at ${offset} after ${JSON.stringify(before)}`);
  }
  return { turn, attempt, text: heard + text };
}

/** The messages in the bytes that a WebSocket would carry. */
function messagesOf(bytes: Buffer): Frame[] {
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
