import { stringify } from 'yaml';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { renderHeader } from '../header.ts';
import { requiredSecrets } from '../service-environment.ts';
import { createAvailability } from './availability.ts';
import { imageName, type Manifest } from './metadata.ts';
import { createNetworkPolicies, createServiceMonitor } from './network-policies.ts';
import { createIngresses, createServices } from './routing.ts';
import { migrationJob, webDeployment, workerDeployment } from './workloads.ts';

/** Every object, in the order to apply them: the migration precedes the deployments that need it. */
export const createObjects = (contract: Contract): Manifest[] => [
  ...createNetworkPolicies(contract),
  migrationJob(contract),
  ...createServices(contract),
  webDeployment(contract),
  workerDeployment(contract),
  ...createIngresses(contract),
  ...createAvailability(contract),
  createServiceMonitor(),
];

const prerequisites = [
  `# Requires PostgreSQL and Redis at the names postgres and redis, an image named ${imageName}, and a Secret:`,
  '#   kubectl create secret generic rostrum \\',
  `#     ${requiredSecrets('web')
    .map((name) => `--from-literal=${name}=…`)
    .join(' ')}`,
].join('\n');

/** A manifest of the whole service, except PostgreSQL, Redis and the Secret `rostrum`, which the operator provides. */
export function renderKubernetes(contract: Contract): string {
  const texts = createObjects(contract).map((object) =>
    stringify(object, { version: '1.1', aliasDuplicateObjects: false }),
  );
  return `${renderHeader('kubernetes', contract.profile)}\n${prerequisites}\n${texts.join('---\n')}`;
}
