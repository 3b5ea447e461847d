import { postgres } from './scenarios/postgres.ts';
import { untimedRedis } from './scenarios/redis.ts';
import { soak } from './scenarios/soak.ts';
import { runShortScenarios } from './short-scenarios.ts';

runShortScenarios('disturbed processes', [
  ['without a database for a moment: nothing acknowledged is lost', postgres, { seconds: 3, debates: 3 }],
  [
    'without Redis in six ways: debates continue, text returns, every process stays ready',
    untimedRedis,
    { seconds: 3, debates: 6 },
  ],
  [
    'through faults of all kinds, one after another: every debate ends, and viewers see one order',
    soak,
    { seconds: 8, debates: 4, viewers: 8, rate: 10 },
  ],
]);
