import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { type Cache, createCache } from '../constructs/cache.ts';
import { createDatabase } from '../constructs/database.ts';
import { createNetwork, type Network } from '../constructs/network.ts';
import { createSecrets, type Secrets } from '../constructs/secrets.ts';
import { zonesOf } from '../constructs/zones.ts';

export interface DataProps extends StackProps {
  /** Names of the zones to use; null: the first of the region. */
  readonly zones: readonly string[] | null;
}

/** What outlives every version of the program: network, database, cache, secrets. */
export class DataStack extends Stack {
  readonly network: Network;
  readonly database: rds.DatabaseCluster;
  readonly cache: Cache;
  readonly secrets: Secrets;
  readonly #zones: readonly string[];

  constructor(scope: Construct, id: string, contract: Contract, { zones, ...props }: DataProps) {
    super(scope, id, { ...props, terminationProtection: contract.deployment.dataKept });
    this.#zones = zonesOf(contract.deployment.network.zones, zones);
    this.network = createNetwork(this, contract);
    this.secrets = createSecrets(this, contract);
    const { network, secrets } = this;
    this.database = createDatabase(this, contract, { network, secret: secrets.database });
    this.cache = createCache(this, contract, network);
    this.#keepExports();
  }

  /**
   * What the other stack may stop reading: for a restored database (`-c database`), or for tasks that move behind NAT.
   * CloudFormation refuses to take an export away while the deployed stack still reads it, and this stack is updated
   * first.
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
