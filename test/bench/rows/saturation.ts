import { openNchan, openPeer } from '../load/fanout-peers.ts';
import { openRostrum } from '../load/fanout-rostrum.ts';
import {
  type FanoutServer,
  type FanoutTime,
  groupOfSocket,
  groupOfStream,
  measureFanout,
} from '../load/fanout-server.ts';
import { median } from '../load/statistics.ts';
import { startTokenProvider } from '../load/token-provider.ts';
import type { BenchRow, Goal } from '../row.ts';

export const saturation: BenchRow = {
  description: 'live text to 1,000 viewers of one debate, faster than a core can send it, and other servers',
  run: async (length) => {
    const plan = length === 'short' ? shortPlan : fullPlan;
    const provider = await startTokenProvider(plan.tokensPerSecond);
    try {
      const rates = await measureRates(plan, provider.url);
      const figures: Record<string, string> = {};
      for (const [name, { thousands, writeFrames }] of rates) {
        figures[`${name}: thousand frames a CPU second`] = thousands.toFixed(0);
        figures[`${name}: frames a write`] = writeFrames.toFixed(1);
      }
      return { figures, goals: length === 'short' ? [] : toGoals(rates) };
    } finally {
      provider.close();
    }
  },
};

interface SaturationPlan extends FanoutTime {
  readonly viewers: number;
  readonly rounds: number;
  readonly tokensPerSecond: number;
}

const shortPlan: SaturationPlan = {
  ...{ viewers: 2, rounds: 1, tokensPerSecond: 50 },
  ...{ warmUpSeconds: 1, seconds: 0.5 },
};
const fullPlan: SaturationPlan = {
  ...{ viewers: 1000, rounds: 2, tokensPerSecond: 200 },
  // Until a saturated process has served all viewers who join.
  ...{ warmUpSeconds: 10, seconds: 4 },
};

/** Text is sent as often as it comes. Five seats speak at once; what they say in one turn of the loop is joined. */
const live = { deltaBatchMs: 5, deltaBatchBusyMs: 5 };
const peer = { roundMs: 0, messages: 1 };

type Open = (providerUrl: string) => Promise<FanoutServer | null>;

const openOurs =
  (groupOf: typeof groupOfSocket): Open =>
  (providerUrl) =>
    openRostrum({
      ...{ debates: 1, preset: 'deep', groupOf, live },
      variables: { ROSTRUM_MODEL: 'compatible:bench', OPENAI_COMPATIBLE_URL: `${providerUrl}/v1` },
    });

const servers: Readonly<Record<string, Open>> = {
  'Rostrum over WebSocket': openOurs(groupOfSocket),
  'Rostrum over SSE': openOurs(groupOfStream),
  ws: () => openPeer(1, { kind: 'ws', ...peer }),
  'ready frames': () => openPeer(1, { kind: 'ready frames', ...peer }),
  'nginx with Nchan': () => openNchan(peer),
};

interface Rate {
  readonly thousands: number;
  readonly writeFrames: number;
}

async function measureRates(plan: SaturationPlan, providerUrl: string): Promise<ReadonlyMap<string, Rate>> {
  const results = new Map<string, Rate[]>();
  for (let round = 0; round < plan.rounds; round += 1)
    for (const [name, open] of Object.entries(servers)) {
      const server = await open(providerUrl);
      if (server === null) continue;
      try {
        const { cpuSeconds, frames, deliveries } = await measureFanout(server, plan.viewers, plan);
        const rate = { thousands: frames / cpuSeconds / 1000, writeFrames: frames / deliveries };
        results.set(name, [...(results.get(name) ?? []), rate]);
      } finally {
        server.close();
      }
    }
  return new Map(
    [...results].map(([name, rates]) => [
      name,
      {
        thousands: median(rates.map(({ thousands }) => thousands)),
        writeFrames: median(rates.map(({ writeFrames }) => writeFrames)),
      },
    ]),
  );
}

const limits = { 'ready frames': 2, 'nginx with Nchan': 1.5 } as const;

function toGoals(rates: ReadonlyMap<string, Rate>): readonly Goal[] {
  const goals: Goal[] = [];
  for (const [name, limit] of Object.entries(limits)) {
    const other = rates.get(name);
    if (!other) continue;
    for (const ours of ['Rostrum over WebSocket', 'Rostrum over SSE'])
      goals.push({
        name: `${ours} to ${name}`,
        ...{ value: (rates.get(ours)?.thousands ?? Number.NaN) / other.thousands, unit: '×' },
        ...{ relation: '≥', limit },
      });
  }
  return goals;
}
