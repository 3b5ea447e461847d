import { postgres } from './scenarios/postgres.ts';
import { redis } from './scenarios/redis.ts';
import { zombie } from './scenarios/zombie.ts';
import { runShortScenarios } from './short-scenarios.ts';

runShortScenarios('disturbed processes', [
  [
    'suspended for twice a lease: others continue, and late appends are rejected',
    zombie,
    { seconds: 2, debates: 3 },
  ],
  ['without a database for a moment: nothing acknowledged is lost', postgres, { seconds: 3, debates: 3 }],
  [
    'without Redis in six ways: debates continue, text returns, every process stays ready',
    redis,
    { seconds: 3, debates: 6 },
  ],
]);
