import { type App, Tags } from 'aws-cdk-lib';
import type { Contract } from '../../app/contract/types/contract.ts';
import { ContractError, contractErrors, edgeRegion } from '../checks/contract-errors.ts';
import { InvalidContextError } from './context-options.ts';
import { DataStack } from './data.ts';
import { EdgeStack } from './edge.ts';
import { type LambdaAssets, ServiceStack } from './service.ts';

export interface StacksOptions {
  readonly contract: Contract;
  readonly region: string;
  /** Names of the availability zones; null: the first of the region. */
  readonly zones: readonly string[] | null;
  /** URI of an image that CI has built; null: `cdk deploy` builds one. */
  readonly imageUri: string | null;
  /** Host of another database; null: the stack's own. */
  readonly databaseHost: string | null;
  readonly code: LambdaAssets;
}

export interface RostrumStacks {
  readonly data: DataStack;
  readonly edge: EdgeStack;
  readonly service: ServiceStack;
}

/** All stacks of a deployment. Throws ContractError before anything is created. */
export function createStacks(app: App, options: StacksOptions): RostrumStacks {
  const { contract, region, zones, imageUri, databaseHost, code } = options;
  const findings = contractErrors(contract);
  if (findings.length > 0) throw new ContractError(contract.profile, findings);
  const count = contract.deployment.network.zones;
  if (zones !== null && zones.length !== count)
    throw new InvalidContextError(
      `-c zones=${zones.join(',')}: deployment.network.zones is ${count}: name as many, or change it.`,
    );
  const stackProps = (part: string, of: string) => ({
    stackName: `rostrum-${contract.profile}-${part}`,
    description: `Rostrum (${contract.profile}): ${of}`,
  });
  // Cross-region references are needed only outside the edge region.
  const crossRegionReferences = region !== edgeRegion;
  const data = new DataStack(app, 'Data', contract, {
    ...stackProps('data', 'network, database, cache, secrets'),
    env: { region },
    zones,
  });
  const edge = new EdgeStack(app, 'Edge', contract, {
    ...stackProps('edge', 'firewall'),
    crossRegionReferences,
    env: { region: edgeRegion },
  });
  const { firewallArn } = edge;
  const service = new ServiceStack(
    ...([app, 'Service', contract, { data, firewallArn, imageUri, databaseHost, code }] as const),
    { ...stackProps('service', 'what runs'), crossRegionReferences, env: { region } },
  );
  for (const stack of [data, edge, service]) {
    // For cost allocation.
    Tags.of(stack).add('app', 'rostrum');
    Tags.of(stack).add('rostrum:profile', contract.profile);
    Tags.of(stack).add('rostrum:stack', stack.node.id.toLowerCase());
  }
  return { data, edge, service };
}
