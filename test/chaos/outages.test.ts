import { postgres } from './scenarios/postgres.ts';
import { redis } from './scenarios/redis.ts';
import { zombie } from './scenarios/zombie.ts';
import { runShortScenarios } from './short-scenarios.ts';

runShortScenarios('processes that are disturbed while debates run and are watched', [
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
]);
