import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { until } from '../../support/until.ts';
import { readCpuSeconds, readMemoryMB } from '../load/process-cpu.ts';
import { type SeparateRoles, withSeparateRoles } from '../load/separate-roles.ts';
import type { BenchResult, BenchRow } from '../row.ts';

export const debates: BenchRow = {
  description:
    'rehearsal debates at once on one worker: memory of each, and how many are decided in a minute',
  run: async (length) => {
    const [slow, fast] = length === 'short' ? [4, 4] : [200, 200];
    const memory = await withSeparateRoles(
      { contract, variables: { ROSTRUM_MODEL: slowModel }, workers: 1 },
      (roles) => measureMemory(roles, slow),
    );
    const rate = await withSeparateRoles(
      { contract, variables: { ROSTRUM_MODEL: fastModel }, workers: 1 },
      (roles) => measureRate(roles, fast),
    );
    return { figures: { ...memory.figures, ...rate.figures }, goals: [] };
  },
};

const contract = applyOverrides(profile('development'), {
  work: { debatesPerWorker: 200, debatesPerTenantMax: 1000 },
  database: { poolMax: 20 },
});

/** Its turns outlast the measurement. */
const slowModel = 'rehearsal?tps=5&ttftMs=0';
const fastModel = 'rehearsal?tps=100000&ttftMs=0';

const start = ({ client }: SeparateRoles, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      client.create({ question: `Which of both is better, ${index}?` }),
    ),
  );

const count = async ({ query }: SeparateRoles, sql: string): Promise<number> =>
  Number((await query(`select count(*) as count from ${sql}`))[0]?.count);

async function measureMemory(roles: SeparateRoles, size: number): Promise<BenchResult> {
  const [worker] = roles.workers;
  if (worker === undefined) throw new Error('no worker');
  const before = readMemoryMB(worker);
  await start(roles, size);
  const speaking = `(select debate_id from events where type = 'turn.started' group by debate_id) as started`;
  await until(async () => (await count(roles, speaking)) === size, 'all debates to speak');
  const after = readMemoryMB(worker);
  return {
    figures: {
      'worker without debates: MB': before.toFixed(0),
      [`worker with ${size}: MB`]: after.toFixed(0),
      'each debate: MB': ((after - before) / size).toFixed(2),
    },
    goals: [],
  };
}

async function measureRate(roles: SeparateRoles, size: number): Promise<BenchResult> {
  const [worker] = roles.workers;
  if (worker === undefined) throw new Error('no worker');
  const readCpu = () => [readCpuSeconds(worker), roles.databaseCpuSeconds()] as const;
  const [workerBefore, databaseBefore] = readCpu();
  const startedAt = performance.now();
  await start(roles, size);
  const ended = `debates where status not in ('waiting', 'running')`;
  await until(async () => (await count(roles, ended)) === size, 'all debates to end', { timeoutMs: 60_000 });
  const minutes = (performance.now() - startedAt) / 60_000;
  const [workerAfter, databaseAfter] = readCpu();
  const events = await count(roles, 'events');
  return {
    figures: {
      'decided a minute': Math.round(size / minutes),
      'events of a debate': (events / size).toFixed(1),
      'worker: CPU ms a debate': ((1000 * (workerAfter - workerBefore)) / size).toFixed(1),
      'PostgreSQL: CPU µs an event': ((1e6 * (databaseAfter - databaseBefore)) / events).toFixed(0),
    },
    goals: [],
  };
}
