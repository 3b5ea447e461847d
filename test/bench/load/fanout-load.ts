import { connect, type Socket } from 'node:net';

/** Viewers that count what they receive, in a process of their own. Talks to the bench over IPC. */

export interface FanoutLoadRequest {
  readonly port: number;
  readonly groups: readonly ViewerGroup[];
  readonly viewersPerGroup: number;
  /** After every viewer has had its first text. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** What the viewers of one debate send: at first, and after the first answer. */
export interface ViewerGroup {
  readonly opening: string;
  /** Bytes in base64. */
  readonly subscription: string;
}

export type FanoutLoadReply = { readonly type: 'warm' } | ({ readonly type: 'received' } & Received);

export interface Received {
  /** Writes of the server that came with live text. */
  readonly deliveries: number;
  /** Pieces of live text in them: each that of one turn. */
  readonly frames: number;
  readonly bytes: number;
}

/** Until every viewer has had text. */
const openSecondsMax = 60;

const connectionsAtOnce = 200;

const mark = Buffer.from('"type":"turn.delta"');

/** A mark that is split between two reads is not counted, which is rare. */
function countFrames(bytes: Buffer): number {
  let frames = 0;
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + mark.length)) frames += 1;
  return frames;
}

/** Calls `onDelivery` for each read with live text, and says whether it is the first of this viewer. */
function watch(
  port: number,
  { opening, subscription }: ViewerGroup,
  onDelivery: (frames: number, bytes: number, isFirst: boolean) => void,
): Socket {
  const socket = connect(port, '127.0.0.1', () => socket.write(opening));
  let isOpen = false;
  let hasText = false;
  socket.on('error', () => {});
  socket.on('data', (bytes: Buffer) => {
    if (!isOpen) socket.write(subscription, 'base64');
    isOpen = true;
    const frames = countFrames(bytes);
    if (frames === 0) return;
    onDelivery(frames, bytes.length, !hasText);
    hasText = true;
  });
  return socket;
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function run({ port, groups, viewersPerGroup, warmUpSeconds, seconds }: FanoutLoadRequest) {
  let received = { deliveries: 0, frames: 0, bytes: 0 };
  let viewers = 0;
  const onDelivery = (frames: number, bytes: number, isFirst: boolean) => {
    received.deliveries += 1;
    received.frames += frames;
    received.bytes += bytes;
    if (isFirst) viewers += 1;
  };
  const sockets: Socket[] = [];
  for (const group of groups)
    for (let viewer = 0; viewer < viewersPerGroup; viewer += 1) {
      // Thousands at once overflow the backlog of a server that is busy with the first.
      if (sockets.length % connectionsAtOnce === 0) await pause(0.05);
      sockets.push(watch(port, group, onDelivery));
    }
  const deadline = performance.now() + 1000 * openSecondsMax;
  while (viewers < sockets.length) {
    if (performance.now() > deadline)
      throw new Error(`${sockets.length - viewers} of ${sockets.length} viewers have no text`);
    await pause(0.1);
  }
  await pause(warmUpSeconds);
  received = { deliveries: 0, frames: 0, bytes: 0 };
  process.send?.({ type: 'warm' } satisfies FanoutLoadReply);
  await pause(seconds);
  process.send?.({ type: 'received', ...received } satisfies FanoutLoadReply);
  for (const socket of sockets) socket.destroy();
}

if (import.meta.main) {
  process.on('message', (request: FanoutLoadRequest) => void run(request));
  process.on('disconnect', () => process.exit());
}
