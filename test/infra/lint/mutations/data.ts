import type { Mutation } from './mutation.ts';
import { database, elb, program, same } from './places.ts';

/** The database, the network and functions. */
export const data: readonly Mutation[] = [
  {
    name: 'less capacity at most than at least',
    of: database,
    at: ['ServerlessV2ScalingConfiguration', 'MinCapacity'],
    to: 16,
    finds: ['capacity-has-room', same],
  },
  {
    name: 'the database pauses, and workers ask it every second',
    of: database,
    at: ['ServerlessV2ScalingConfiguration', 'MinCapacity'],
    to: 0,
    finds: ['database-can-pause', 'pausing-database-not-polled', same],
  },
  {
    name: 'a database of two hundred connections',
    of: ['AWS::RDS::DBClusterParameterGroup', 'Database'],
    at: ['Parameters', 'max_connections'],
    to: '200',
    finds: ['connections-within-database', same],
  },
  {
    name: 'a subnet of 27 addresses',
    of: ['AWS::EC2::Subnet', 'NetworkPublicSubnet1'],
    at: ['CidrBlock'],
    to: '10.0.0.0/27',
    finds: ['addresses-cover-deployment', same],
  },
  {
    name: 'a function of 1000 s',
    of: program,
    at: ['Timeout'],
    to: 1000,
    finds: ['function-within-gateway', same],
    profile: 'hybrid',
  },
  {
    name: 'a function that ends before its request',
    of: program,
    at: ['Timeout'],
    to: 30,
    finds: ['function-outlasts-deadline', same],
    profile: 'hybrid',
  },
  {
    name: 'two rules of one priority',
    of: [`${elb}::ListenerRule`, 'FunctionGet'],
    at: ['Priority'],
    to: 40,
    finds: ['rule-priorities-differ'],
    profile: 'hybrid',
  },
];
