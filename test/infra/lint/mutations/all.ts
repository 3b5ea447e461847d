import { balancers } from './balancers.ts';
import { containers } from './containers.ts';
import { data } from './data.ts';
import { edge } from './edge.ts';
import type { Mutation } from './mutation.ts';
import { rollout } from './rollout.ts';
import { schemas } from './schemas.ts';

export const mutations: readonly Mutation[] = [
  ...balancers,
  ...edge,
  ...containers,
  ...rollout,
  ...data,
  ...schemas,
];
