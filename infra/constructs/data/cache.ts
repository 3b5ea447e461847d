import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NetworkResources } from '../network/network.ts';

export interface CacheEndpoint {
  /** `rediss://`: ElastiCache Serverless always uses TLS. */
  readonly url: string;
  readonly name: string;
}

/** Valkey for live frames and shared rate limits: transient data, without backups. */
export function createCache(
  scope: Construct,
  { profile, deployment }: Contract,
  network: NetworkResources,
): CacheEndpoint {
  const { cache } = deployment;
  const group = new ec2.SecurityGroup(scope, 'CacheGroup', {
    vpc: network.vpc,
    description: 'The cache; lets in who may reach the data',
    allowAllOutbound: false,
  });
  group.connections.allowFrom(network.dataClients, ec2.Port.tcp(cache.port), 'Tasks');
  const serverlessCacheName = `rostrum-${profile}`;
  const valkey = new elasticache.CfnServerlessCache(scope, 'Cache', {
    serverlessCacheName,
    engine: 'valkey',
    majorEngineVersion: cache.version,
    description: 'Live text between processes, and rate limits',
    cacheUsageLimits: {
      dataStorage: { maximum: cache.dataGBMax, unit: 'GB' },
      ecpuPerSecond: { maximum: cache.commandsPerSecondMax },
    },
    securityGroupIds: [group.securityGroupId],
    subnetIds: network.vpc.selectSubnets(network.isolatedSubnets).subnetIds,
  });
  return { url: `rediss://${valkey.attrEndpointAddress}:${cache.port}`, name: serverlessCacheName };
}
