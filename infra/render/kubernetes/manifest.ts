import { stringify } from 'yaml';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { renderHeader } from '../header.ts';
import { requiredSecrets } from '../service-environment.ts';
import { createAvailability } from './availability.ts';
import { imageName, type Manifest } from './metadata.ts';
import { createNetworkPolicies, createServiceMonitor } from './network-policies.ts';
import { createIngresses, createServices, tlsSecretName } from './routing.ts';
import { migrationJob, settingsName, webDeployment, workerDeployment } from './workloads.ts';

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

const prerequisites = ({ gateway }: Contract): string =>
  [
    `# Requires PostgreSQL and Redis at the names postgres and redis, an image named ${imageName}, ingress-nginx, and`,
    '# a Secret, which may also have the keys of model providers:',
    '#   kubectl create secret generic rostrum \\',
    `#     ${requiredSecrets('web')
      .map((name) => `--from-literal=${name}=…`)
      .join(' ')}`,
    '# Models, origins and other settings, if any:',
    `#   kubectl create configmap ${settingsName} --from-literal=ROSTRUM_MODEL=…`,
    ...(gateway.hostName === null
      ? ['# Without gateway.hostName in the profile there is no TLS.']
      : [
          `# The certificate of ${gateway.hostName}, unless cert-manager creates it:`,
          `#   kubectl create secret tls ${tlsSecretName} --cert=… --key=…`,
        ]),
    '# Autoscaling: metrics-server for the CPU; all other metrics need prometheus-adapter with the rules in',
    '# docs/OPERATIONS.md. Without it the web pods scale by CPU alone, and the worker pods do not scale.',
    '# Open files: the limit is that of the container runtime; the program raises its own to it, and needs what',
    '# deployment.container.openFilesMax says. containerd and CRI-O allow more by default.',
  ].join('\n');

/** A manifest of the whole service, except PostgreSQL, Redis and the Secret `rostrum`, which the operator provides. */
export function renderKubernetes(contract: Contract): string {
  const texts = createObjects(contract).map((object) =>
    stringify(object, { version: '1.1', aliasDuplicateObjects: false }),
  );
  return `${renderHeader('kubernetes', contract.profile)}\n${prerequisites(contract)}\n${texts.join('---\n')}`;
}
