import type { Mutation } from './mutation.ts';
import { program, web } from './places.ts';

/** What the schemas of CloudFormation know, and no rule of ours repeats. */
export const schemas: readonly Mutation[] = [
  {
    name: 'a property that does not exist',
    of: web,
    at: ['Speed'],
    to: 'high',
    finds: [],
  },
  {
    name: 'a reference to nothing',
    of: web,
    at: ['Cluster'],
    to: { Ref: 'Nowhere' },
    finds: [],
  },
  {
    name: 'a runtime that has ended',
    of: program,
    at: ['Runtime'],
    to: 'nodejs16.x',
    finds: [],
    profile: 'hybrid',
  },
];
