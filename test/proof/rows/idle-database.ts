import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../asking.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';

const lookEveryMs = 100;

/** Nobody asks anything but the balancer, whether the task is ready: the database should pause. */
async function quietHour(stage: Stage): Promise<Seen> {
  const { database, balancer } = stage.contract.deployment;
  const { url } = await stage.start({ ROSTRUM_ROLE: 'all' });
  const probes = setInterval(() => void ask(`${url}/ready`), balancer.health.intervalMs);
  stage.after(() => clearInterval(probes));
  const pauseMs = database.pauseMs ?? 0;
  let aloneSince = performance.now();
  for (const end = performance.now() + quietTimes * balancer.health.intervalMs; performance.now() < end; ) {
    // As Aurora, which pauses when there has been no connection of a user for that long.
    const connections = await stage.query(
      "select 1 from pg_stat_activity where datname = current_database() and application_name like 'rostrum%'",
    );
    if (connections.length > 0) aloneSince = performance.now();
    if (performance.now() - aloneSince >= pauseMs) return { of: 1, failures: [] };
    await pause(lookEveryMs);
  }
  return { of: 1, failures: ['it never pauses'] };
}

/** Of the balancer's questions: so often there is time to pause. */
const quietTimes = 2;

export const idleDatabase: readonly Row[] = [
  {
    id: 'pausing-database-unasked',
    predicts: 'a database that never pauses',
    shownBy: 'imitation',
    profile: 'production',
    expected: /^it never pauses$/,
    both: {
      work: { claimMs: 5000, renewMs: 5000, leaseMs: 15_000, failoverMsMax: 20_000, sweepMs: 60_000 },
      measures: { sampleMs: 5000, workerGoneMs: 20_000 },
      deployment: {
        balancer: { health: { intervalMs: 5000, unhealthyAnswers: 2 } },
        container: { graceMs: 20_000, health: { intervalMs: 3000 } },
        database: { pauseMs: 1500 },
      },
    },
    breaks: () => ({ work: { claimMs: 500 } }),
    run: quietHour,
  },
];
