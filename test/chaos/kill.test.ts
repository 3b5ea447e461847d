import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { kill } from './scenarios/kill.ts';
import { runShortScenarios } from './short-scenarios.ts';

/** The short form runs next to other tests: how long a takeover takes is for `npm run chaos -- kill` to judge. */
const untimedContract = applyOverrides(profile('test'), { work: { failoverMsMax: 60_000 } });

runShortScenarios('killed processes', [
  [
    'at every fail point: every debate ends, no turn is lost or run twice, and viewers see one order',
    { ...kill, contract: untimedContract },
    { seconds: 5, debates: 6 },
  ],
]);
