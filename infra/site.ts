import { type App, Tags } from 'aws-cdk-lib';
import type { Contract } from '../app/contract/contract.ts';
import { broken, inWords } from '../app/contract/invariants.ts';
import { ownMisfits } from '../app/contract/misfits.ts';
import { DataStack } from './stacks/data.ts';
import { EdgeStack, edgeRegion } from './stacks/edge.ts';
import { type Code, ServiceStack } from './stacks/service.ts';

export interface SiteParts {
  readonly contract: Contract;
  readonly region: string;
  /** Names of the zones to use; null: the first of the region. */
  readonly zones: readonly string[] | null;
  /** An image that CI has built; null: `cdk deploy` builds one. */
  readonly imageUri: string | null;
  /** Another database than the stack's own; null: the stack's. */
  readonly databaseHost: string | null;
  readonly code: Code;
}

export interface Site {
  readonly data: DataStack;
  readonly edge: EdgeStack;
  readonly service: ServiceStack;
}

/** The contract's numbers do not agree with each other. */
export class BrokenContract extends Error {
  override readonly name = 'BrokenContract';
}

/** CloudFront takes a name only with a certificate for it: without one, the name would lead nowhere. */
const namingFaults = ({ deployment: { naming } }: Contract): string[] =>
  naming.domain !== null && naming.certificateArn === null
    ? ['deployment.naming.domain needs deployment.naming.certificateArn: a certificate for it in us-east-1']
    : [];

/** All stacks of a deployment. Throws BrokenContract before anything is made. */
export function createSite(app: App, parts: SiteParts): Site {
  const { contract, region, zones, imageUri, databaseHost, code } = parts;
  const findings = [...ownMisfits(), ...broken(contract).map(inWords), ...namingFaults(contract)];
  if (findings.length > 0)
    throw new BrokenContract(
      `The contract of the profile ${contract.profile} does not hold:\n` +
        `${findings.map((text) => `  - ${text}\n`).join('')}` +
        'Mend the numbers in app/contract; npm run contract -- explain says more.',
    );
  const named = (part: string, of: string) => ({
    stackName: `rostrum-${contract.profile}-${part}`,
    description: `Rostrum (${contract.profile}): ${of}`,
  });
  // Values may pass between regions only where there are two.
  const crossRegionReferences = region !== edgeRegion;
  const data = new DataStack(app, 'Data', contract, {
    ...named('data', 'network, database, cache, secrets'),
    ...{ env: { region }, zones },
  });
  const edge = new EdgeStack(app, 'Edge', contract, {
    ...{ ...named('edge', 'firewall'), crossRegionReferences },
    env: { region: edgeRegion },
  });
  const { firewallArn } = edge;
  const service = new ServiceStack(
    ...([app, 'Service', contract, { data, firewallArn, imageUri, databaseHost, code }] as const),
    { ...named('service', 'what runs'), crossRegionReferences, env: { region } },
  );
  for (const stack of [data, edge, service]) {
    // For bills.
    Tags.of(stack).add('app', 'rostrum');
    Tags.of(stack).add('rostrum:profile', contract.profile);
    Tags.of(stack).add('rostrum:stack', stack.node.id.toLowerCase());
  }
  return { data, edge, service };
}
