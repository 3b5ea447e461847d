import type { Mutation } from './mutation.ts';
import { program, web } from './targets.ts';

/** Faults that CloudFormation's schemas find, and that no rule repeats. */
export const schemas: readonly Mutation[] = [
  {
    name: 'a property that does not exist',
    resource: web,
    path: ['Speed'],
    value: 'high',
    findings: [],
  },
  {
    name: 'a reference to nothing',
    resource: web,
    path: ['Cluster'],
    value: { Ref: 'Nowhere' },
    findings: [],
  },
  {
    name: 'a deprecated runtime',
    resource: program,
    path: ['Runtime'],
    value: 'nodejs16.x',
    findings: [],
    profile: 'hybrid',
  },
];
