import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/types/contract.ts';

/**
 * Fixed names of resources: policies, alarms and people refer to them. Unique in an account and region: the name of a
 * deployment has hyphens but no underscore, so `ours` and `ours-database` cannot meet in `ours-database-connections`.
 */
export const resourceName = ({ profile }: Pick<Contract, 'profile'>, part?: string): string =>
  part === undefined ? `rostrum-${profile}` : `rostrum-${profile}_${part}`;

/** For services that know no regions, such as CloudFront: unique in the account. */
export const globalName = (scope: Construct, contract: Pick<Contract, 'profile'>): string =>
  resourceName(contract, Stack.of(scope).region);
