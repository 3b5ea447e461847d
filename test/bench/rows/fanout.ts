import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { handshakeRequest } from '../../support/live/raw-websocket.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import type { ViewerGroup } from '../load/fanout-load.ts';
import {
  type FanoutServer,
  type FanoutTime,
  groupOfSocket,
  groupOfStream,
  measureFanout,
} from '../load/fanout-server.ts';
import type { LoopServerOptions } from '../load/loop-server.ts';
import { forkLoad, nextMessage } from '../load/pinned-process.ts';
import { median } from '../load/statistics.ts';
import type { BenchRow } from '../row.ts';

export const fanout: BenchRow = {
  description: 'live text to 1,000 viewers of one debate and to 5 of 200, and a loop over WebSockets',
  run: async (length) => {
    const plan = length === 'short' ? shortPlan : fullPlan;
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
    { debates: 200, viewers: 5 },
  ],
  ...{ rounds: 3, warmUpSeconds: 3, seconds: 4 },
};

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
        const { cpuSeconds, deliveries } = await measureFanout(server, shape.viewers, plan);
        results.set(name, [...(results.get(name) ?? []), (cpuSeconds * 1e6) / deliveries]);
      } finally {
        server.close();
      }
    }
  return results;
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
