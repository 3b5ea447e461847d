import { openNchan, openPeer } from '../load/fanout-peers.ts';
import { openRostrum } from '../load/fanout-rostrum.ts';
import {
  type FanoutServer,
  type FanoutTime,
  groupOfSocket,
  groupOfStream,
  measureFanout,
} from '../load/fanout-server.ts';
import type { SocketPeer } from '../load/socket-peer.ts';
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
      const costs = await measureShape(shape, plan);
      for (const [name, { frameMicros, writeFrames }] of costs) {
        figures[`${label}, ${name}: CPU µs a frame`] = frameMicros.toFixed(2);
        figures[`${label}, ${name}: frames a write`] = writeFrames.toFixed(1);
      }
      const floor = costs.get('ready frames')?.frameMicros;
      if (length === 'short' || floor === undefined) continue;
      for (const name of ours)
        goals.push({
          name: `${label}, ${name} to a loop of ready frames`,
          ...{ value: (costs.get(name)?.frameMicros ?? Number.NaN) / floor, unit: '×' },
          ...{ relation: '≤', limit: 1.2 },
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

/** Three seats speak at once, a word in nearly every batch. */
const variables = { ROSTRUM_MODEL: 'rehearsal?tps=20&words=5000&ttftMs=0' };
const roundMs = 50;
const messages = 3;

const open =
  (kind: SocketPeer): Open =>
  ({ debates }) =>
    openPeer(debates, { kind, roundMs, messages });

const ours = ['Rostrum over WebSocket', 'Rostrum over SSE'] as const;
const servers: Readonly<Record<string, Open>> = {
  [ours[0]]: ({ debates }) => openRostrum({ debates, preset: 'standard', groupOf: groupOfSocket, variables }),
  [ours[1]]: ({ debates }) => openRostrum({ debates, preset: 'standard', groupOf: groupOfStream, variables }),
  ws: open('ws'),
  'ready frames': open('ready frames'),
  'joined frames': open('joined frames'),
  // With 5,000 viewers, 300,000 messages a second, it is busy with the first before the last are connected.
  'Socket.IO': async (shape) => (shape.viewers > 1000 ? null : open('Socket.IO')(shape)),
  // Each debate would need a publisher of its own.
  'nginx with Nchan': async ({ debates }) => (debates === 1 ? openNchan({ roundMs, messages }) : null),
};

interface FrameCost {
  readonly frameMicros: number;
  readonly writeFrames: number;
}

/** By server; the medians of the rounds. */
async function measureShape(shape: Shape, plan: FanoutPlan): Promise<ReadonlyMap<string, FrameCost>> {
  const results = new Map<string, FrameCost[]>();
  for (let round = 0; round < plan.rounds; round += 1)
    for (const [name, openServer] of Object.entries(servers)) {
      const server = await openServer(shape);
      if (server === null) continue;
      try {
        const { cpuSeconds, frames, deliveries } = await measureFanout(server, shape.viewers, plan);
        const cost = { frameMicros: (cpuSeconds * 1e6) / frames, writeFrames: frames / deliveries };
        results.set(name, [...(results.get(name) ?? []), cost]);
      } finally {
        server.close();
      }
    }
  return new Map(
    [...results].map(([name, costs]) => [
      name,
      {
        frameMicros: median(costs.map((cost) => cost.frameMicros)),
        writeFrames: median(costs.map((cost) => cost.writeFrames)),
      },
    ]),
  );
}
