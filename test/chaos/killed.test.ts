import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { kill } from './kill.ts';
import { poison } from './poison.ts';
import { runShort } from './short.ts';

/** So that it is given up soon. */
const contract = withDifferences(profile('test'), { work: { takeoversMax: 3 } });

runShort('processes that are killed while debates run and are watched', [
  [
    'at every fail point: every debate ends, no turn is lost or run twice, viewers see one order',
    kill,
    { seconds: 5, debates: 6 },
  ],
  ['by one debate: it is given up, and the others are decided', { ...poison, contract }, { debates: 2 }],
]);
