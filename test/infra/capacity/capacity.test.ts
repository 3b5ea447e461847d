import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { type Capacity, computeCapacity } from '../../../infra/capacity/capacity.ts';
import { renderCapacityPage } from '../../../infra/capacity/page.ts';
import { coresOfViewers } from '../../../infra/capacity/tasks.ts';
import { unitCosts } from '../../../infra/capacity/unit-costs.ts';
import { runContract } from '../../../infra/cli/run-contract.ts';

const production = profile('production');
const totalOf = ({ costs }: Capacity) => costs?.reduce((sum, { usd }) => sum + usd, 0) ?? 0;
const costOf = ({ costs }: Capacity, item: string) => costs?.find((line) => line.item === item)?.usd;

test('docs/capacity.md is up to date', () => {
  const written = readFileSync(new URL('../../../docs/capacity.md', import.meta.url), 'utf8');
  const isCurrent = written === renderCapacityPage();
  expect(isCurrent, 'docs/capacity.md is stale. Fix: node infra/capacity/page-main.ts').toBe(true);
});

describe('8,000 viewers and 60 debates an hour, computed by hand', () => {
  const capacity = computeCapacity({ viewers: 8000, debatesPerHour: 60 }, production);
  const { demand, tasks, data } = capacity;
  // Each debate lasts ten minutes, and its text arrives in two of them.
  const writing = 2 + 3 * Math.sqrt(2);

  test('debates', () => {
    expect(demand).toMatchObject({ runningDebates: 10, writingDebatesMean: 2, packetsPerSecondOfDebate: 20 });
    expect(demand.writingDebates).toBeCloseTo(writing);
    expect(demand.tokensPerSecond).toBeCloseTo(writing * 150);
    expect(demand.eventsPerSecond).toBeCloseTo(40 / 60);
  });

  test('tasks', () => {
    expect(tasks.web).toMatchObject({ tasks: 10, reason: 'deployment.scaling.liveConnectionsPerTask' });
    expect(tasks.worker).toMatchObject({ tasks: 1, reason: 'tasksMin' });
    const text = { packetsPerSecond: 20, heartbeatMs: 15_000 };
    const cores = coresOfViewers({ viewers: 8000, watchedDebates: writing * 10, ...text });
    expect(tasks.web.cores).toBeCloseTo(cores);
  });

  test('database and cache', () => {
    // Twice ten web tasks and two workers during a deployment, and the migration: ten connections each.
    expect(data.databaseConnections).toBe((20 + 2 + 1) * 10 + 5);
    expect(data.cacheMessagesPerSecond.published).toBeCloseTo(writing * 20 + 40 / 60);
    expect(data.cacheMessagesPerSecond.delivered).toBeCloseTo(writing * 10 * 20);
  });

  test('money', () => {
    const bytes = 120 * 20 * unitCosts.packetBytes.value + 16_000 * 4.5 + 40 * 600;
    const GB = (8000 * 6 * 730 * bytes) / 1e9;
    expect(GB).toBeGreaterThan(10_000);
    expect(costOf(capacity, 'transfer to viewers')).toBeCloseTo(10_000 * 0.085 + (GB - 10_000) * 0.08);
    expect(costOf(capacity, 'load balancer')).toBeCloseTo(16.425 + GB * 0.008);
    expect(costOf(capacity, 'web tasks')).toBeCloseTo(10 * 730 * (0.5 * 0.03238 + 0.00356 + 0.005));
  });

  test('the limit that binds first', () => {
    expect(capacity.limits[0]).toMatchObject({ path: 'deployment.web.tasksMax', needed: 10, available: 10 });
    expect(capacity.firstLimit.path).toBe('deployment.web.tasksMax');
    expect(capacity.firstLimit.multiple).toBeCloseTo(1, 2);
  });
});

const sizes = [0, 1, 100, 5000, 20_000, 100_000, 1_000_000];
const rates = [0, 1, 30, 600, 10_000];

/** What must not shrink when the load grows. */
const needsOf = (capacity: Capacity): readonly number[] => [
  capacity.tasks.web.tasks,
  capacity.tasks.worker?.tasks ?? 0,
  capacity.data.databaseConnections,
  capacity.data.cacheMessagesPerSecond.published + capacity.data.cacheMessagesPerSecond.delivered,
  capacity.demand.viewerBytesPerSecond,
  totalOf(capacity),
];

describe.each(['production', 'starter'] as const)('more load on %s never needs less', (name) => {
  test('more viewers, or more debates', () => {
    const at = (viewers: number, debatesPerHour: number) =>
      needsOf(computeCapacity({ viewers, debatesPerHour }, profile(name)));
    const expectGrowth = (more: readonly number[], less: readonly number[]) => {
      for (const [index, need] of more.entries()) expect(need).toBeGreaterThanOrEqual(less[index] ?? 0);
    };
    for (const rate of rates)
      for (const [index, viewers] of sizes.slice(1).entries())
        expectGrowth(at(viewers, rate), at(sizes[index] ?? 0, rate));
    for (const viewers of sizes)
      for (const [index, rate] of rates.slice(1).entries())
        expectGrowth(at(viewers, rate), at(viewers, rates[index] ?? 0));
  });
});

test('when CPUs bind, the tasks that it names have them', () => {
  const slow = applyOverrides(production, { deployment: { scaling: { liveConnectionsPerTask: 5000 } } });
  const usedShareOf = (contract: Contract) => {
    const { tasks } = computeCapacity({ viewers: 50_000, debatesPerHour: 600 }, contract);
    const { cpuUnits } = contract.deployment.web;
    return [tasks.web.reason, tasks.web.cores / ((tasks.web.tasks * cpuUnits) / 1024)] as const;
  };
  const [reason, share] = usedShareOf(slow);
  expect(reason).toBe('deployment.scaling.cpuPercent');
  expect(share).toBeLessThanOrEqual(0.6);
  expect(share).toBeGreaterThan(0.5);
});

describe('contract capacity', () => {
  const run = (...args: readonly string[]) => runContract(['capacity', ...args]);
  const load = ['--viewers', '100000', '--debates-per-hour', '1000'] as const;

  test('names the limit that binds first, what to change, and what is not modelled', async () => {
    const { status, stdout } = await run(...load);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Binds first: deployment\.web\.tasksMax, at 8 % of this load\./);
    expect(stdout).toContain('Set database.poolMax to ');
    expect(stdout).toContain('Not modelled\n');
    expect(stdout.split('\n').filter((line) => line.length > 130)).toEqual([]);
  });

  test('--json prints all of it', async () => {
    const { stdout } = await run(...load, '--json');
    const expected = computeCapacity({ viewers: 100_000, debatesPerHour: 1000 }, production);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  test('a profile of other machines has no costs, and one that combines both roles no workers', async () => {
    const { stdout } = await run(...load, '--profile', 'self-hosted');
    expect(stdout).not.toContain('$');
    const starter = JSON.parse((await run(...load, '--profile', 'starter', '--json')).stdout);
    expect(starter.tasks.worker).toBeNull();
  });

  test.each([
    [['--viewers', '10'], '--debates-per-hour is missing'],
    [['--viewers', 'many', '--debates-per-hour', '1'], '--viewers must be a whole number, not many'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
