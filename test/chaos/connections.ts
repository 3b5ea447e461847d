import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';

const pollMs = 100;

/** Polls the number of PostgreSQL connections of the program. `end` resolves with the maximum. */
export function countConnections(cluster: Cluster): { end(): Promise<number> } {
  let isStopped = false;
  let peak = 0;
  async function run(): Promise<void> {
    while (!isStopped) {
      const rows = await cluster.query(
        `select 1 from pg_stat_activity where application_name like 'rostrum%'`,
      );
      peak = Math.max(peak, rows.length);
      await pause(pollMs);
    }
  }
  const running = run();
  // Reported by `end`, which a failed scenario does not call.
  running.catch(() => {});
  return {
    async end() {
      isStopped = true;
      await running;
      return peak;
    },
  };
}
