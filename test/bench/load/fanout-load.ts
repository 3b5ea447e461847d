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

export type FanoutLoadReply =
  | { readonly type: 'warm' }
  /** Writes of the server that came with live text. */
  | { readonly type: 'received'; readonly deliveries: number; readonly bytes: number };

/** Until every viewer has had text. */
const openSecondsMax = 60;

const connectionsAtOnce = 200;

const mark = Buffer.from('turn.delta');

/** Calls `onDelivery` for each packet, with its bytes and whether it is the first of this viewer. */
function watch(
  port: number,
  { opening, subscription }: ViewerGroup,
  onDelivery: (bytes: number, isFirst: boolean) => void,
): Socket {
  const socket = connect(port, '127.0.0.1', () => socket.write(opening));
  let isOpen = false;
  let hasText = false;
  socket.on('error', () => {});
  socket.on('data', (bytes: Buffer) => {
    if (!isOpen) socket.write(subscription, 'base64');
    isOpen = true;
    if (!bytes.includes(mark)) return;
    onDelivery(bytes.length, !hasText);
    hasText = true;
  });
  return socket;
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function run({ port, groups, viewersPerGroup, warmUpSeconds, seconds }: FanoutLoadRequest) {
  let deliveries = 0;
  let viewers = 0;
  let bytes = 0;
  const onDelivery = (received: number, isFirst: boolean) => {
    deliveries += 1;
    bytes += received;
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
  deliveries = 0;
  bytes = 0;
  process.send?.({ type: 'warm' } satisfies FanoutLoadReply);
  await pause(seconds);
  process.send?.({ type: 'received', deliveries, bytes } satisfies FanoutLoadReply);
  for (const socket of sockets) socket.destroy();
}

if (import.meta.main) {
  process.on('message', (request: FanoutLoadRequest) => void run(request));
  process.on('disconnect', () => process.exit());
}
