import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { kill } from './scenarios/kill.ts';
import { poison } from './scenarios/poison.ts';
import { runShortScenarios } from './short-scenarios.ts';

/** So that it is given up soon. */
const contract = applyOverrides(profile('test'), { work: { workerLossesMax: 3 } });

runShortScenarios('processes that are killed while debates run and are watched', [
  [
    'at every fail point: every debate ends, no turn is lost or run twice, viewers see one order',
    kill,
    { seconds: 5, debates: 6 },
  ],
  ['by one debate: it is given up, and the others are decided', { ...poison, contract }, { debates: 2 }],
]);
