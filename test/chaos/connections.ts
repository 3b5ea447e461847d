import { setTimeout as pause } from 'node:timers/promises';
import type { Site } from './site.ts';

const everyMs = 100;

/** Counts, again and again, the program’s connections to PostgreSQL. `end` resolves with the most. */
export function countConnections(site: Site): { end(): Promise<number> } {
  let over = false;
  let peak = 0;
  async function run(): Promise<void> {
    while (!over) {
      const rows = await site.query(`select 1 from pg_stat_activity where application_name like 'rostrum%'`);
      peak = Math.max(peak, rows.length);
      await pause(everyMs);
    }
  }
  const running = run();
  return {
    async end() {
      over = true;
      await running;
      return peak;
    },
  };
}
