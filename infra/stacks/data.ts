import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { type Cache, createCache } from '../constructs/cache.ts';
import { createDatabase } from '../constructs/database.ts';
import { createNetwork, type Network } from '../constructs/network.ts';
import { createSecrets, type Secrets } from '../constructs/secrets.ts';
import { zonesOf } from '../constructs/zones.ts';

/** What outlives every version of the program: network, database, cache, secrets. */
export class DataStack extends Stack {
  readonly network: Network;
  readonly database: rds.DatabaseCluster;
  readonly cache: Cache;
  readonly secrets: Secrets;
  readonly #zones: number;

  constructor(scope: Construct, id: string, contract: Contract, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: contract.deployment.dataKept });
    this.#zones = contract.deployment.network.zones;
    this.network = createNetwork(this, contract);
    this.secrets = createSecrets(this, contract);
    const { network, secrets } = this;
    this.database = createDatabase(this, contract, { network, secret: secrets.database });
    this.cache = createCache(this, contract, network);
  }

  override get availabilityZones(): string[] {
    return zonesOf(this.#zones);
  }
}
