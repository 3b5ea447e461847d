import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NetworkResources } from '../network/network.ts';
import type { RostrumProps } from '../rostrum-props.ts';
import { createCache } from './cache.ts';
import { createDatabase, type Database } from './database.ts';
import { createSecrets, type RostrumSecrets } from './secrets.ts';

export interface DataResources {
  readonly secrets: RostrumSecrets;
  readonly database: Database;
  /** null: without a cache. */
  readonly cacheUrl: string | null;
  /** In metrics; null: none of its own. */
  readonly cacheName: string | null;
}

/** Resources that all versions of the program share, or those that exist already. */
export function createData(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'access' | 'deployment'>,
  network: NetworkResources,
  { database: existing, cache: existingCache, databaseFrom = null, encryptionKey: givenKey }: RostrumProps,
): DataResources {
  const { deployment } = contract;
  const { retainData, account } = deployment;
  const { kmsKeyArn } = account;
  const encryptionKey =
    givenKey ?? (kmsKeyArn === null ? null : kms.Key.fromKeyArn(scope, 'EncryptionKey', kmsKeyArn));
  const secrets = createSecrets(scope, contract.access, { database: existing, encryptionKey, retainData });
  const allowTasks = (group: ec2.ISecurityGroup | undefined, port: number) =>
    group?.connections.allowFrom(network.dataClients, ec2.Port.tcp(port), 'Tasks of Rostrum');
  allowTasks(existing?.securityGroup, deployment.database.port);
  allowTasks(existingCache?.securityGroup, deployment.cache.port);
  const cache =
    existingCache === undefined && deployment.cache.enabled
      ? createCache(scope, contract, network, encryptionKey)
      : null;
  const database: Database = existing
    ? { resource: null, host: existing.host, id: existing.identifier ?? existing.host.split('.')[0] ?? '' }
    : createDatabase(scope, deployment, {
        network,
        secret: secrets.database,
        snapshot: databaseFrom,
        encryptionKey,
      });
  // ElastiCache Serverless does not take every zone. A failed deployment deletes a cache, and keeps a database.
  if (cache !== null) database.resource?.node.addDependency(cache.resource);
  return {
    secrets,
    database,
    cacheUrl: existingCache?.url ?? cache?.url ?? null,
    cacheName: cache?.name ?? null,
  };
}
