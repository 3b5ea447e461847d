import type { Mutation } from './mutation.ts';
import { contractMismatch, database, elb, program } from './targets.ts';

/** The database, the network and functions. */
export const data: readonly Mutation[] = [
  {
    name: 'a capacity maximum below the minimum',
    resource: database,
    path: ['ServerlessV2ScalingConfiguration', 'MinCapacity'],
    value: 16,
    findings: ['capacity-has-room', contractMismatch],
  },
  {
    name: 'a pausing database that workers poll every second',
    resource: database,
    path: ['ServerlessV2ScalingConfiguration', 'MinCapacity'],
    value: 0,
    findings: ['database-can-pause', 'pausing-database-not-polled', contractMismatch],
  },
  {
    name: 'a database of two hundred connections',
    resource: ['AWS::RDS::DBClusterParameterGroup', 'Database'],
    path: ['Parameters', 'max_connections'],
    value: '200',
    findings: ['connections-within-database', contractMismatch],
  },
  {
    name: 'a subnet of 27 addresses',
    resource: ['AWS::EC2::Subnet', 'VpcPublicSubnet1'],
    path: ['CidrBlock'],
    value: '10.0.0.0/27',
    findings: ['addresses-cover-deployment', contractMismatch],
  },
  {
    name: 'a function of 1000 s',
    resource: program,
    path: ['Timeout'],
    value: 1000,
    findings: ['function-within-gateway', contractMismatch],
    profile: 'hybrid',
  },
  {
    name: 'a function that ends before its request',
    resource: program,
    path: ['Timeout'],
    value: 30,
    findings: ['function-outlasts-deadline', contractMismatch],
    profile: 'hybrid',
  },
  {
    name: 'two listener rules with the same priority',
    resource: [`${elb}::ListenerRule`, 'FunctionGet'],
    path: ['Priority'],
    value: 40,
    findings: ['rule-priorities-differ'],
    profile: 'hybrid',
  },
];
