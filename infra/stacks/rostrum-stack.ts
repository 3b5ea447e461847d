import { type App, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/types/contract.ts';
import { resourceName } from '../constructs/names.ts';
import { zonesOfRegion } from '../constructs/network/zones.ts';
import { createOutputs } from '../constructs/outputs.ts';
import { Rostrum } from '../constructs/rostrum.ts';
import type { LambdaAssets } from '../constructs/rostrum-props.ts';
import { type ContextOptions, InvalidContextError } from './context-options.ts';
import { existingResources } from './existing-resources.ts';

export interface StackOptions extends ContextOptions {
  readonly code: LambdaAssets;
}

/** A whole deployment in one stack, so that `npx cdk deploy` needs no arguments. */
export class RostrumStack extends Stack {
  readonly rostrum: Rostrum;
  readonly #zoneNames: readonly string[];

  constructor(scope: Construct, id: string, options: StackOptions, props: StackProps) {
    super(scope, id, props);
    const { contract, zones } = options;
    const count = contract.deployment.network.zones;
    // By id, the names are placeholders that the network replaces.
    this.#zoneNames = zones?.values ?? zonesOfRegion(count);
    // `Default` keeps the logical ids of resources short.
    this.rostrum = new Rostrum(this, 'Default', {
      ...options,
      ...existingResources(this, contract.deployment),
      zoneIds: zones?.by === 'id' ? zones.values : null,
    });
    createOutputs(this, contract, this.rostrum);
    tagForCosts(this, contract);
  }

  override get availabilityZones(): string[] {
    return [...this.#zoneNames];
  }
}

function tagForCosts(stack: Stack, { profile }: Contract): void {
  Tags.of(stack).add('app', 'rostrum');
  Tags.of(stack).add('rostrum:profile', profile);
}

/** The stack of a deployment. Throws ContractError before anything is created. */
export function createStack(app: App, options: StackOptions): RostrumStack {
  const { contract, region, zones } = options;
  const count = contract.deployment.network.zones;
  if (zones !== null && zones.values.length !== count)
    throw new InvalidContextError(
      `-c zones=${zones.values.join(',')}: deployment.network.zones is ${count}: name as many, or change it.`,
    );
  if (zones !== null && contract.deployment.existing.vpcId !== null)
    throw new InvalidContextError(
      `-c zones=${zones.values.join(',')}: deployment.existing.vpcId has zones of its own: leave it out.`,
    );
  return new RostrumStack(app, resourceName(contract), options, {
    description: `Rostrum (${contract.profile})`,
    env: { region },
    terminationProtection: contract.deployment.retainData,
  });
}
