import { handshakeRequest } from '../../support/live/raw-websocket.ts';
import { startNchan } from './debian-peers.ts';
import type { ViewerGroup } from './fanout-load.ts';
import type { FanoutServer } from './fanout-server.ts';
import { forkLoad, nextMessage } from './pinned-process.ts';
import { message, type SocketPeerOptions } from './socket-peer.ts';

/** A loop in a process of its own; the viewers of a debate are those of a path. */
export async function openPeer(debates: number, options: SocketPeerOptions): Promise<FanoutServer> {
  const child = forkLoad(new URL('socket-peer.ts', import.meta.url), options);
  const { port } = (await nextMessage(child)) as { readonly port: number };
  const groups = Array.from({ length: debates }, (_, index) =>
    options.kind === 'Socket.IO' ? groupOfSocketIo(index) : groupOfPath(`/${index}`),
  );
  return { child, port, groups, close: () => void child.kill() };
}

const groupOfPath = (path: string): ViewerGroup => ({
  opening: handshakeRequest.replace('GET /ws', `GET ${path}`),
  subscription: '',
});

/** The subscription connects to the default namespace: the text `40`, masked with zeros. */
const groupOfSocketIo = (room: number): ViewerGroup => ({
  ...groupOfPath(`/socket.io/?EIO=4&transport=websocket&room=${room}`),
  subscription: Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]).toString('base64'),
});

/** One debate; null where Nchan is not installed. */
export async function openNchan({
  roundMs,
  messages,
}: Omit<SocketPeerOptions, 'kind'>): Promise<FanoutServer | null> {
  const nginx = await startNchan();
  if (nginx === null) return null;
  const publish = () =>
    fetch(`http://127.0.0.1:${nginx.port}/publish/0`, { method: 'POST', body: message }).catch(() => {});
  const publishRound = () => Promise.all(Array.from({ length: messages }, publish));
  let isOpen = true;
  const timer = roundMs > 0 ? setInterval(publishRound, roundMs) : undefined;
  if (roundMs === 0) void publishAgain();

  async function publishAgain(): Promise<void> {
    while (isOpen) await publishRound();
  }

  return {
    child: nginx,
    port: nginx.port,
    groups: [groupOfPath('/subscribe/0')],
    close() {
      isOpen = false;
      clearInterval(timer);
      void nginx.stop('SIGKILL');
    },
  };
}
