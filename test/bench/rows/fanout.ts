import type { ChildProcess } from 'node:child_process';
import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { encodeClientFrame, handshakeRequest } from '../../support/live/raw-websocket.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import type { FanoutLoadReply, FanoutLoadRequest, ViewerGroup } from '../load/fanout-load.ts';
import type { LoopServerOptions } from '../load/loop-server.ts';
import { forkLoad, nextMessage, pinProcess } from '../load/pinned-process.ts';
import { readCpuSeconds } from '../load/process-cpu.ts';
import { median } from '../load/statistics.ts';
import type { BenchRow } from '../row.ts';

export const fanout: BenchRow = {
  description: 'live text to 1,000 viewers of one debate and to 5 of 200, and a loop over WebSockets',
  run: async (isShort) => {
    const plan = isShort ? shortPlan : fullPlan;
    const figures: Record<string, string> = {};
    for (const shape of plan.shapes)
      for (const [name, micros] of await measureShape(shape, plan))
        figures[`${shape.debates} × ${shape.viewers}, ${name}: CPU µs a delivery`] =
          median(micros).toFixed(1);
    return { figures, goals: [] };
  },
};

interface Shape {
  readonly debates: number;
  readonly viewers: number;
}

interface FanoutPlan {
  readonly shapes: readonly Shape[];
  /** The servers alternate. */
  readonly rounds: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const shortPlan: FanoutPlan = {
  ...{ shapes: [{ debates: 2, viewers: 2 }], rounds: 1 },
  ...{ warmUpSeconds: 1, seconds: 0.5 },
};
const fullPlan: FanoutPlan = {
  shapes: [
    { debates: 1, viewers: 1000 },
    { debates: 200, viewers: 5 },
  ],
  ...{ rounds: 3, warmUpSeconds: 3, seconds: 4 },
};

/** A server with open debates, or what stands for them. */
interface FanoutServer {
  readonly child: ChildProcess;
  readonly port: number;
  readonly groups: readonly ViewerGroup[];
  readonly close: () => void;
}

type Open = (debates: number) => Promise<FanoutServer>;

/** Each debate sends a packet in nearly every batch. */
const model = 'rehearsal?tps=20&words=5000&ttftMs=0';

const unlimited = { rate: { addressRequestsMax: 100_000, keyRequestsMax: 100_000 } };
const contract = applyOverrides(profile('development'), {
  work: { debatesPerWorker: 200, debatesPerTenantMax: 1000 },
  database: { poolMax: 20 },
  live: { viewersMax: 2000, viewersPerKeyMax: null },
  classes: { api: unlimited, socket: unlimited, stream: unlimited },
});

const servers: Readonly<Record<string, Open>> = {
  'Rostrum over WebSocket': (debates) => openRostrum(debates, groupOfSocket),
  'Rostrum over SSE': (debates) => openRostrum(debates, groupOfStream),
  'loop of ws': (debates) => openLoop(debates, false),
  'loop of ready frames': (debates) => openLoop(debates, true),
};

async function measureShape(shape: Shape, plan: FanoutPlan): Promise<ReadonlyMap<string, readonly number[]>> {
  const results = new Map<string, number[]>();
  for (let round = 0; round < plan.rounds; round += 1)
    for (const [name, open] of Object.entries(servers)) {
      const server = await open(shape.debates);
      try {
        results.set(name, [...(results.get(name) ?? []), await measure(server, shape, plan)]);
      } finally {
        server.close();
      }
    }
  return results;
}

/** CPU microseconds of the server for each packet that a viewer has received. */
async function measure(
  { child, port, groups }: FanoutServer,
  { viewers }: Shape,
  { warmUpSeconds, seconds }: FanoutPlan,
): Promise<number> {
  const generator = forkLoad(new URL('../load/fanout-load.ts', import.meta.url), {});
  try {
    pinProcess(child, 0);
    pinProcess(generator, 1);
    const request: FanoutLoadRequest = { port, groups, viewersPerGroup: viewers, warmUpSeconds, seconds };
    const warm = nextMessage(generator);
    generator.send(request);
    await warm;
    const before = readCpuSeconds(child);
    const reply = (await nextMessage(generator)) as FanoutLoadReply;
    if (reply.type !== 'received') throw new Error(`unexpected message ${reply.type}`);
    return ((readCpuSeconds(child) - before) * 1e6) / reply.deliveries;
  } finally {
    generator.kill();
  }
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

const groupOfSocket = (debate: string): ViewerGroup => ({
  opening: handshakeRequest,
  subscription: encodeClientFrame({ type: 'subscribe', debate }).toString('base64'),
});

const groupOfStream = (debate: string): ViewerGroup => ({
  opening: `GET /api/v1/debates/${debate}/events HTTP/1.1\r\nhost: localhost\r\n\r\n`,
  subscription: '',
});

async function openLoop(debates: number, isFramed: boolean): Promise<FanoutServer> {
  const options: LoopServerOptions = { isFramed, messageMs: contract.live.deltaBatchMs };
  const child = forkLoad(new URL('../load/loop-server.ts', import.meta.url), options);
  const { port } = (await nextMessage(child)) as { readonly port: number };
  const groups = Array.from({ length: debates }, (_, index) => ({
    opening: handshakeRequest.replace('GET /ws', `GET /${index}`),
    subscription: '',
  }));
  return { child, port, groups, close: () => void child.kill() };
}
