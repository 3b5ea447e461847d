import { slowModel } from './scenario.ts';
import { shortDeploy } from './scenarios/deploy.ts';
import { overload } from './scenarios/overload.ts';
import { shortReload } from './scenarios/reload.ts';
import { slowViewers } from './scenarios/slow-viewers.ts';
import { runShortScenarios } from './short-scenarios.ts';

runShortScenarios('loaded processes', [
  [
    'that are all replaced: no request fails, and no viewer loses an event',
    { ...shortDeploy, webs: 2, workers: 1 },
    { debates: 3, viewers: 12, rate: 20, model: slowModel },
  ],
  [
    'that are reloaded: no EventSource gives up, and every request and long poll is answered',
    shortReload,
    { viewers: 6, model: shortReload.defaults.model },
  ],
  [
    'with more requests than they allow: the rest gets Retry-After',
    overload,
    { debates: 2, model: overload.defaults.model },
  ],
  [
    'with clients that never read: these are closed with a cursor, and memory is bounded',
    slowViewers,
    { debates: 4, viewers: 8, model: slowViewers.defaults.model },
  ],
]);
