import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment, Observation } from '../../experiment.ts';
import { sendRequest } from '../../http-request.ts';
import type { TestBed } from '../../test-bed.ts';

const pollMs = 100;

/** Only the readiness checks of the balancer arrive: the database should pause. */
async function runIdle(testBed: TestBed): Promise<Observation> {
  const { database, balancer } = testBed.contract.deployment;
  const { url } = await testBed.start({ ROSTRUM_ROLE: 'all' });
  const probes = setInterval(() => void sendRequest(`${url}/ready`), balancer.health.intervalMs);
  testBed.onCleanup(() => clearInterval(probes));
  const pauseMs = database.pauseMs ?? 0;
  let idleSince = performance.now();
  for (
    const end = performance.now() + idleIntervals * balancer.health.intervalMs;
    performance.now() < end;
  ) {
    // Aurora pauses after this long without a user connection.
    const connections = await testBed.query(
      "select 1 from pg_stat_activity where datname = current_database() and application_name like 'rostrum%'",
    );
    if (connections.length > 0) idleSince = performance.now();
    if (performance.now() - idleSince >= pauseMs) return { total: 1, failures: [] };
    await pause(pollMs);
  }
  return { total: 1, failures: ['it never pauses'] };
}

/** Health checks of the balancer, each with enough time to pause. */
const idleIntervals = 2;

export const idleDatabaseExperiments: readonly Experiment[] = [
  {
    id: 'pausing-database-not-polled',
    predictedFailure: 'the database never pauses',
    platform: 'imitation',
    profile: 'production',
    failurePattern: /^it never pauses$/,
    commonOverrides: {
      work: {
        claimIntervalMs: 5000,
        renewIntervalMs: 5000,
        leaseMs: 15_000,
        failoverMsMax: 20_000,
        cleanupIntervalMs: 60_000,
      },
      measures: { sampleIntervalMs: 5000, workerHeartbeatTimeoutMs: 20_000 },
      deployment: {
        balancer: { health: { intervalMs: 5000, unhealthyThreshold: 2 } },
        container: { graceMs: 20_000, health: { intervalMs: 3000 } },
        database: { pauseMs: 1500 },
      },
    },
    mutate: () => ({ work: { claimIntervalMs: 500 } }),
    run: runIdle,
  },
];
