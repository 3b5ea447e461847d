import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { handshakeRequest } from '../../support/live/raw-websocket.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { startNchan } from '../load/debian-peers.ts';
import type { ViewerGroup } from '../load/fanout-load.ts';
import {
  type FanoutServer,
  type FanoutTime,
  groupOfSocket,
  groupOfStream,
  measureFanout,
} from '../load/fanout-server.ts';
import { forkLoad, nextMessage } from '../load/pinned-process.ts';
import { message, type SocketPeer, type SocketPeerOptions } from '../load/socket-peer.ts';
import { median } from '../load/statistics.ts';
import type { BenchRow, Goal } from '../row.ts';

export const fanout: BenchRow = {
  description: 'live text to 1,000 and 5,000 viewers of one debate and to 5 of 200, and other servers',
  run: async (length) => {
    const plan = length === 'short' ? shortPlan : fullPlan;
    const figures: Record<string, string> = {};
    const goals: Goal[] = [];
    for (const shape of plan.shapes) {
      const label = `${shape.debates} × ${shape.viewers}`;
      const micros = await measureShape(shape, plan);
      for (const [name, each] of micros) figures[`${label}, ${name}: CPU µs a delivery`] = each.toFixed(1);
      const floor = micros.get(readyFrames);
      if (length === 'short' || floor === undefined) continue;
      for (const name of ours)
        goals.push({
          name: `${label}, ${name} of a ${readyFrames}`,
          ...{ value: (micros.get(name) ?? Number.NaN) / floor, unit: '×', relation: '≤', limit: 1.2 },
        });
    }
    return { figures, goals };
  },
};

interface Shape {
  readonly debates: number;
  readonly viewers: number;
}

interface FanoutPlan extends FanoutTime {
  readonly shapes: readonly Shape[];
  /** The servers alternate. */
  readonly rounds: number;
}

const shortPlan: FanoutPlan = {
  ...{ shapes: [{ debates: 2, viewers: 2 }], rounds: 1 },
  ...{ warmUpSeconds: 1, seconds: 0.5 },
};
const fullPlan: FanoutPlan = {
  shapes: [
    { debates: 1, viewers: 1000 },
    { debates: 1, viewers: 5000 },
    { debates: 200, viewers: 5 },
  ],
  ...{ rounds: 2, warmUpSeconds: 3, seconds: 4 },
};

/** Null: it is not installed, or cannot serve the shape. */
type Open = (shape: Shape) => Promise<FanoutServer | null>;

/** Each debate sends a packet in nearly every batch. */
const model = 'rehearsal?tps=20&words=5000&ttftMs=0';

const unlimited = { rate: { addressRequestsMax: 100_000, keyRequestsMax: 100_000 } };
const contract = applyOverrides(profile('development'), {
  work: { debatesPerWorker: 200, debatesPerTenantMax: 1000 },
  database: { poolMax: 20 },
  live: { viewersMax: 6000, viewersPerKeyMax: null },
  classes: { api: unlimited, socket: unlimited, stream: unlimited },
});

const messageMs = contract.live.deltaBatchMs;

const readyFrames = 'loop of ready frames';
const ours = ['Rostrum over WebSocket', 'Rostrum over SSE'] as const;
const servers: Readonly<Record<string, Open>> = {
  [ours[0]]: ({ debates }) => openRostrum(debates, groupOfSocket),
  [ours[1]]: ({ debates }) => openRostrum(debates, groupOfStream),
  'loop of ws': ({ debates }) => openPeer(debates, 'ws'),
  [readyFrames]: ({ debates }) => openPeer(debates, 'ready frames'),
  // With 5,000 viewers, 100,000 messages a second, it is busy with the first before the last are connected.
  'Socket.IO': async ({ debates, viewers }) => (viewers > 1000 ? null : openPeer(debates, 'Socket.IO')),
  'nginx with Nchan': openNchan,
};

/** The median of CPU microseconds a delivery, by server. */
async function measureShape(shape: Shape, plan: FanoutPlan): Promise<ReadonlyMap<string, number>> {
  const results = new Map<string, number[]>();
  for (let round = 0; round < plan.rounds; round += 1)
    for (const [name, open] of Object.entries(servers)) {
      const server = await open(shape);
      if (server === null) continue;
      try {
        const { cpuSeconds, deliveries } = await measureFanout(server, shape.viewers, plan);
        results.set(name, [...(results.get(name) ?? []), (cpuSeconds * 1e6) / deliveries]);
      } finally {
        server.close();
      }
    }
  return new Map([...results].map(([name, micros]) => [name, median(micros)]));
}

async function openRostrum(debates: number, groupOf: (debate: string) => ViewerGroup): Promise<FanoutServer> {
  const directory = createTemporaryDirectory('bench');
  const program = await startProgram(
    { ...contractEnvironment(contract), ROSTRUM_DATA_DIR: directory.path, ROSTRUM_MODEL: model },
    undefined,
    [],
  );
  const client = createClient({ baseUrl: program.url });
  const groups: ViewerGroup[] = [];
  for (let index = 0; index < debates; index += 1)
    groups.push(groupOf((await client.create({ question: `Which of both is better, ${index}?` })).id));
  return {
    child: program.child,
    port: Number(new URL(program.url).port),
    groups,
    close() {
      void program.stop('SIGKILL').then(() => directory.remove());
    },
  };
}

async function openPeer(debates: number, kind: SocketPeer): Promise<FanoutServer> {
  const options: SocketPeerOptions = { kind, messageMs };
  const child = forkLoad(new URL('../load/socket-peer.ts', import.meta.url), options);
  const { port } = (await nextMessage(child)) as { readonly port: number };
  const groups = Array.from({ length: debates }, (_, index) =>
    kind === 'Socket.IO' ? groupOfSocketIo(index) : groupOfPath(`/${index}`),
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

/** Null where Nchan is not installed, and for many debates, each of which would need its own publisher. */
async function openNchan({ debates }: Shape): Promise<FanoutServer | null> {
  const nginx = debates === 1 ? await startNchan() : null;
  if (nginx === null) return null;
  const publish = () =>
    fetch(`http://127.0.0.1:${nginx.port}/publish/0`, { method: 'POST', body: message }).catch(() => {});
  const timer = setInterval(publish, messageMs);
  return {
    child: nginx,
    port: nginx.port,
    groups: [groupOfPath('/subscribe/0')],
    close() {
      clearInterval(timer);
      void nginx.stop('SIGKILL');
    },
  };
}
