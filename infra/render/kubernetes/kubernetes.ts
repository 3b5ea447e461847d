import { stringify } from 'yaml';
import type { Contract } from '../../../app/contract/contract.ts';
import { secretsFor } from '../environment.ts';
import { heading } from '../heading.ts';
import { care } from './care.ts';
import { image, type Manifest } from './names.ts';
import { monitor, policies } from './network.ts';
import { ingresses, services } from './routing.ts';
import { migration, web, worker } from './workloads.ts';

/** Every object, in the order in which they are best applied: the migration before what needs it. */
export const objects = (contract: Contract): Manifest[] => [
  ...policies(contract),
  migration(contract),
  ...services(contract),
  web(contract),
  worker(contract),
  ...ingresses(contract),
  ...care(contract),
  monitor(),
];

const expected = [
  `# It expects PostgreSQL and Redis under the names postgres and redis, an image named ${image}, and a Secret:`,
  '#   kubectl create secret generic rostrum \\',
  `#     ${secretsFor('web')
    .map((name) => `--from-literal=${name}=…`)
    .join(' ')}`,
].join('\n');

/** A manifest of the whole service but its data: PostgreSQL and Redis are yours, and the Secret `rostrum`. */
export function renderKubernetes(contract: Contract): string {
  const texts = objects(contract).map((object) =>
    stringify(object, { version: '1.1', aliasDuplicateObjects: false }),
  );
  return `${heading('kubernetes', contract.profile)}\n${expected}\n${texts.join('---\n')}`;
}
