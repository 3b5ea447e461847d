import { describe, expect, inject, it } from 'vitest';
import { kill } from './kill.ts';
import { postgres } from './postgres.ts';
import { runScenario } from './scenario.ts';
import { zombie } from './zombie.ts';

/** Turns of half a second, so that whole debates take some. */
const model = 'rehearsal?tps=400&ttftMs=200&words=30';
const timeoutMs = 60_000;
/** Each has its own; that there are some for all shows that they are installed. */
const installed = inject('postgresUrl') !== null && inject('redisUrl') !== null;

describe.skipIf(!installed)('processes that are disturbed while debates run and are watched', () => {
  it.each([
    ['killed at random: every debate ends, no turn is lost or run twice, viewers see one order', kill, 3],
    ['stopped for twice a lease: others go on, and what wakes up is refused', zombie, 2],
    ['left without a database for a moment: nothing acknowledged is lost', postgres, 3],
  ])(
    '%s',
    async (_, scenario, seconds) => {
      const report = await runScenario(scenario, { seconds, debates: 3, model });
      expect(report.breaches).toEqual([]);
    },
    timeoutMs,
  );
});
