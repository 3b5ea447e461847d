import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { type CapacityShape, predictCores } from '../../../infra/capacity/predict-cores.ts';
import type { ViewerGroup } from '../load/fanout-load.ts';
import { type FanoutTime, groupOfSocket, measureFanout } from '../load/fanout-server.ts';
import { pinProcess } from '../load/pinned-process.ts';
import { readCpuSeconds } from '../load/process-cpu.ts';
import { benchKey, type SeparateRoles, withSeparateRoles } from '../load/separate-roles.ts';
import { startTokenProvider } from '../load/token-provider.ts';
import type { BenchResult, BenchRow } from '../row.ts';

export const capacity: BenchRow = {
  description:
    'text from a worker through Redis to viewers of a web process, next to what the capacity model says',
  run: async (length) => {
    const plan = length === 'short' ? shortPlan : fullPlan;
    const provider = await startTokenProvider(tokensPerSecond);
    const variables = { ROSTRUM_MODEL: 'compatible:bench', OPENAI_COMPATIBLE_URL: `${provider.url}/v1` };
    try {
      return await withSeparateRoles({ contract, variables, workers: 1 }, (roles) =>
        measureShapes(roles, plan),
      );
    } finally {
      provider.close();
    }
  },
};

interface CapacityPlan extends FanoutTime {
  readonly shapes: readonly CapacityShape[];
}

const shortPlan: CapacityPlan = {
  shapes: [{ debates: 2, viewers: 2 }],
  ...{ warmUpSeconds: 1, seconds: 0.5 },
};
const fullPlan: CapacityPlan = {
  shapes: [
    { debates: 1, viewers: 1000 },
    { debates: 1, viewers: 500 },
    { debates: 20, viewers: 50 },
    { debates: 20, viewers: 5 },
  ],
  ...{ warmUpSeconds: 2, seconds: 4 },
};

const tokensPerSecond = 50;
const seats = 3;

const unlimited = { rate: { addressRequestsMax: 100_000, keyRequestsMax: 100_000 } };
const contract = applyOverrides(profile('development'), {
  agents: { callsPerProviderMax: { compatible: 1000 }, totalMs: 600_000 },
  work: { debatesPerWorker: 200, debatesPerTenantMax: 1000 },
  database: { poolMax: 20 },
  live: { viewersMax: 2000, viewersPerKeyMax: null },
  classes: { api: unlimited, socket: unlimited, stream: unlimited },
});

async function measureShapes(roles: SeparateRoles, plan: CapacityPlan): Promise<BenchResult> {
  for (const worker of roles.workers) pinProcess(worker, 1);
  const figures: Record<string, string | number> = {};
  for (const shape of plan.shapes) Object.assign(figures, await measureShape(roles, shape, plan));
  return { figures, goals: [] };
}

/** With debates of its own: a viewer who joins gets all text so far, which grows without end. */
async function measureShape(
  { web, workers, client }: SeparateRoles,
  shape: CapacityShape,
  plan: CapacityPlan,
): Promise<BenchResult['figures']> {
  const ids: string[] = [];
  for (let index = 0; index < shape.debates; index += 1)
    ids.push((await client.create({ question: `Which of both is better, ${index}?`, rounds: 0 })).id);
  const groups = ids.map((id) => withKey(groupOfSocket(id)));
  const server = { child: web.child, port: Number(new URL(web.url).port), groups, close() {} };
  const others = { readCpuSeconds: () => workers.reduce((sum, worker) => sum + readCpuSeconds(worker), 0) };
  const measured = await measureFanout(server, shape.viewers, plan, others);
  for (const id of ids) await client.command(id, 'cancel');
  const { deliveries, bytes, cpuSeconds, otherCpuSeconds } = measured;
  const cores = cpuSeconds / plan.seconds;
  const rate = deliveries / plan.seconds / shape.debates / shape.viewers;
  const predicted = predictCores(shape, rate);
  const tokens = shape.debates * seats * tokensPerSecond * plan.seconds;
  const name = `${shape.debates} × ${shape.viewers}`;
  return {
    [`${name}: CPU µs a delivery`]: ((cpuSeconds * 1e6) / deliveries).toFixed(1),
    [`${name}: packets a second`]: rate.toFixed(1),
    [`${name}: bytes a packet`]: Math.round(bytes / deliveries),
    [`${name}: CPUs of web`]: cores.toFixed(3),
    [`${name}: CPUs of web that the model predicts`]: predicted.toFixed(3),
    [`${name}: deviation of the model`]: `${(100 * (predicted / cores - 1)).toFixed(0)} %`,
    [`${name}: worker, CPU µs a token`]: ((otherCpuSeconds * 1e6) / tokens).toFixed(1),
  };
}

const withKey = (group: ViewerGroup): ViewerGroup => ({
  ...group,
  opening: group.opening.replace('\r\n\r\n', `\r\nauthorization: Bearer ${benchKey}\r\n\r\n`),
});
