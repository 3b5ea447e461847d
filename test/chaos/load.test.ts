import { slowModel } from './scenario.ts';
import { shortDeploy } from './scenarios/deploy.ts';
import { overload } from './scenarios/overload.ts';
import { slowViewers } from './scenarios/slow-viewers.ts';
import { runShortScenarios } from './short-scenarios.ts';

runShortScenarios('processes that have much to do while debates run and are watched', [
  [
    'replaced, all of them: no request fails, and no viewer loses an event',
    { ...shortDeploy, webs: 2, workers: 1 },
    { debates: 3, viewers: 12, rate: 20, model: slowModel },
  ],
  ['asked for more than they take on: the rest is told to come back', overload, { debates: 2 }],
  [
    'watched by clients that never read: these are closed with a cursor, and memory is bounded',
    slowViewers,
    { debates: 4, viewers: 8, model: slowViewers.defaults.model },
  ],
]);
