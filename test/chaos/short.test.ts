import { describe, expect, inject, it } from 'vitest';
import { deploy } from './deploy.ts';
import { kill } from './kill.ts';
import { overload } from './overload.ts';
import { poison } from './poison.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { runScenario, slowModel } from './scenario.ts';
import { slowViewers } from './slow-viewers.ts';
import { zombie } from './zombie.ts';

/** Turns of half a second, so that whole debates take some. */
const model = 'rehearsal?tps=400&ttftMs=200&words=30';
const timeoutMs = 120_000;
/** Each has its own; that there are some for all shows that they are installed. */
const installed = inject('postgresUrl') !== null && inject('redisUrl') !== null;

describe.skipIf(!installed)('processes that are disturbed while debates run and are watched', () => {
  it.each([
    [
      'killed at every fail point: every debate ends, no turn is lost or run twice, viewers see one order',
      kill,
      { seconds: 5, debates: 6 },
    ],
    [
      'stopped for twice a lease: others go on, and what wakes up is refused',
      zombie,
      { seconds: 2, debates: 3 },
    ],
    [
      'left without a database for a moment: nothing acknowledged is lost',
      postgres,
      { seconds: 3, debates: 3 },
    ],
    [
      'left without Redis in six ways: debates go on, text comes back, nobody leaves service',
      redis,
      { seconds: 3, debates: 6 },
    ],
    [
      'replaced, all of them: no request fails, and no viewer loses an event',
      { ...deploy, webs: 2, workers: 1 },
      { debates: 3, viewers: 12, rate: 20, model: slowModel },
    ],
    ['asked for more than they take on: the rest is told to come back', overload, { debates: 2 }],
    [
      'watched by clients that never read: these are closed with a cursor, and memory is bounded',
      slowViewers,
      { debates: 10, viewers: 20, model: slowViewers.defaults.model },
    ],
    ['killed by one debate: it is given up, and the others are decided', poison, { debates: 2 }],
  ])(
    '%s',
    async (_, scenario, much) => {
      const report = await runScenario(scenario, { model, ...much });
      expect(report.breaches).toEqual([]);
    },
    timeoutMs,
  );
});
