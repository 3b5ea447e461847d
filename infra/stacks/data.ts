import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/types/contract.ts';
import { type CacheEndpoint, createCache } from '../constructs/data/cache.ts';
import { createDatabase } from '../constructs/data/database.ts';
import { createSecrets, type RostrumSecrets } from '../constructs/data/secrets.ts';
import { createNetwork, type NetworkResources } from '../constructs/network/network.ts';
import { chooseZones } from '../constructs/network/zones.ts';

export interface DataStackProps extends StackProps {
  /** Names of the availability zones; null: the first of the region. */
  readonly zones: readonly string[] | null;
}

/** Resources that all versions of the program share: network, database, cache, secrets. */
export class DataStack extends Stack {
  readonly network: NetworkResources;
  readonly database: rds.DatabaseCluster;
  readonly cache: CacheEndpoint;
  readonly secrets: RostrumSecrets;
  readonly #zones: readonly string[];

  constructor(scope: Construct, id: string, contract: Contract, { zones, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: contract.deployment.retainData });
    this.#zones = chooseZones(contract.deployment.network.zones, zones);
    this.network = createNetwork(this, contract);
    this.secrets = createSecrets(this, contract);
    const { network, secrets } = this;
    this.database = createDatabase(this, contract, { network, secret: secrets.database });
    this.cache = createCache(this, contract, network);
    this.#keepExports();
  }

  /**
   * Exports that the service stack may stop importing: with a restored database (`-c database`), or when tasks move
   * behind NAT. CloudFormation refuses to remove an export that is still imported, and this stack is updated first.
   */
  #keepExports(): void {
    this.exportValue(this.database.clusterEndpoint.hostname);
    this.exportValue(this.database.clusterIdentifier);
    for (const { subnetId } of this.network.vpc.publicSubnets) this.exportValue(subnetId);
  }

  override get availabilityZones(): string[] {
    return [...this.#zones];
  }
}
