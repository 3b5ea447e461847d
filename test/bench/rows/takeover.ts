import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { until } from '../../support/until.ts';
import { type SeparateRoles, withSeparateRoles } from '../load/separate-roles.ts';
import { percentile } from '../load/statistics.ts';
import type { BenchResult, BenchRow } from '../row.ts';

export const takeover: BenchRow = {
  description: 'from the kill -9 of a worker to the next event of each of its debates, on another worker',
  run: (length) =>
    withSeparateRoles({ contract, variables, workers: 3 }, (roles) =>
      measureTakeover(roles, length === 'short' ? { debates: 6, kills: 1 } : { debates: 60, kills: 2 }),
    ),
};

/** Of the profile for production: its leases are those of the base. */
const { work } = profile('production');
const contract = applyOverrides(profile('development'), {
  work: { ...work, debatesPerWorker: 60, debatesPerTenantMax: 1000 },
});

/** Its turns outlast the measurement, so that a worker always dies in the middle of one. */
const variables = { ROSTRUM_MODEL: 'rehearsal?tps=5&ttftMs=0' };

async function measureTakeover(
  { workers, client, query }: SeparateRoles,
  plan: { readonly debates: number; readonly kills: number },
): Promise<BenchResult> {
  for (let index = 0; index < plan.debates; index += 1)
    await client.create({ question: `Which of both is better, ${index}?` });
  const speaking = `select count(distinct debate_id) as count from events where type = 'turn.started'`;
  const isSpeaking = async () => Number((await query(speaking))[0]?.count) === plan.debates;
  await until(isSpeaking, 'all debates to speak');
  const timesMs: number[] = [];
  for (const worker of workers.slice(0, plan.kills)) {
    const killedAt = Date.now();
    worker.kill('SIGKILL');
    await pause(work.failoverMsMax + work.leaseMs);
    const superseded = await query(
      `select debate_id, min(extract(epoch from at::timestamptz)) * 1000 as at from events
       where type = 'turn.superseded' and at::timestamptz >= to_timestamp(${killedAt / 1000}) group by debate_id`,
    );
    timesMs.push(...superseded.map(({ at }) => Number(at) - killedAt));
  }
  const p99 = percentile(timesMs, 0.99);
  return {
    figures: {
      'debates taken over': timesMs.length,
      'p50: s': (percentile(timesMs, 0.5) / 1000).toFixed(2),
      'p99: s': (p99 / 1000).toFixed(2),
    },
    goals: [{ name: 'p99', value: p99 / 1000, unit: 's', relation: '≤', limit: 8 }],
  };
}
