import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { resourceName } from '../names.ts';
import type { NetworkResources } from '../network/network.ts';

export interface Cache {
  readonly resource: elasticache.CfnServerlessCache;
  /** In metrics. */
  readonly name: string;
  /** `rediss://`: ElastiCache Serverless always uses TLS. */
  readonly url: string;
}

/** Valkey for live frames and shared rate limits: transient data, without backups. */
export function createCache(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'deployment'>,
  network: NetworkResources,
  encryptionKey: kms.IKey | null,
): Cache {
  const { cache } = contract.deployment;
  const group = new ec2.SecurityGroup(scope, 'CacheSecurityGroup', {
    vpc: network.vpc,
    description: 'Cache; inbound from the tasks',
    allowAllOutbound: false,
  });
  group.connections.allowFrom(network.dataClients, ec2.Port.tcp(cache.port), 'Tasks');
  const valkey = new elasticache.CfnServerlessCache(scope, 'Cache', {
    serverlessCacheName: resourceName(contract),
    engine: 'valkey',
    majorEngineVersion: cache.version,
    description: 'Live text between processes, and rate limits',
    cacheUsageLimits: {
      dataStorage: { maximum: cache.dataGBMax, unit: 'GB' },
      ecpuPerSecond: { maximum: cache.commandsPerSecondMax },
    },
    ...(encryptionKey === null ? {} : { kmsKeyId: encryptionKey.keyArn }),
    securityGroupIds: [group.securityGroupId],
    subnetIds: network.vpc.selectSubnets(network.isolatedSubnets).subnetIds,
  });
  return {
    resource: valkey,
    name: resourceName(contract),
    url: `rediss://${valkey.attrEndpointAddress}:${cache.port}`,
  };
}
