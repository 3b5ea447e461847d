import type { Contract } from '../app/contract/contract.ts';
import { variables } from '../app/contract/env.ts';
import { broken, inWords } from '../app/contract/invariants.ts';
import { ownMisfits } from '../app/contract/misfits.ts';
import type { Variable } from '../app/contract/variable.ts';
import { didYouMean } from '../app/nearest.ts';
import { combinationFaults } from './combinations.ts';
import { kindFaults } from './kinds.ts';
import { rangeFaults } from './ranges.ts';

/** The contract's numbers do not agree with each other, or AWS does not take one of them. */
export class BrokenContract extends Error {
  override readonly name = 'BrokenContract';

  constructor(profile: string, faults: readonly string[]) {
    super(
      `The contract of the profile ${profile} does not hold:\n${faults.map((text) => `  - ${text}\n`).join('')}` +
        'Mend it in app/contract; npm run contract -- check says what is broken, and what mends it.',
    );
  }
}

/** Whatever keeps a contract from being deployed: a sentence each. */
export const contractFaults = (contract: Contract): string[] => [
  ...ownMisfits(didYouMean),
  ...broken(contract).map(inWords),
  ...deploymentFaults(contract),
];

/** Values of a contract that AWS does not take, or that would lead nowhere: a sentence each, with the cure. */
export function deploymentFaults(contract: Contract): string[] {
  const { deployment } = contract;
  const ofKinds = kindFaults(deployment);
  // What is of another kind cannot be compared.
  if (ofKinds.length > 0) return ofKinds;
  const ofNumbers = rangeFaults(contract);
  return [
    ...ofNumbers,
    ...(ofNumbers.length > 0 ? [] : combinationFaults(deployment)),
    ...ofNaming(deployment.naming),
    ...ofSettings(deployment.settings),
  ];
}

type Deployment = Contract['deployment'];

/** CloudFront takes its certificates, and its firewall, from this region only. */
export const edgeRegion = 'us-east-1';

/** CloudFront takes a name only with a certificate for it: without one, the name would lead nowhere. */
function ofNaming({ domain, certificateArn, hostedZoneId }: Deployment['naming']): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries({ certificateArn, hostedZoneId }))
    if (domain === null && value !== null)
      faults.push(`deployment.naming.${name} needs deployment.naming.domain: the name that it is for`);
  if (domain !== null && certificateArn === null)
    faults.push(
      `deployment.naming.domain needs deployment.naming.certificateArn: a certificate for it in ${edgeRegion}`,
    );
  if (domain !== null && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(domain))
    faults.push(`deployment.naming.domain is ${domain}: write the name alone, such as debates.example`);
  if (certificateArn === null) return faults;
  const [, region] = /^arn:aws[\w-]*:acm:([\w-]*):\d{12}:certificate\/\S+$/.exec(certificateArn) ?? [];
  if (region === undefined)
    faults.push(
      `deployment.naming.certificateArn is ${certificateArn}: write the whole ARN of a certificate in ACM, such as ` +
        `arn:aws:acm:${edgeRegion}:111122223333:certificate/…`,
    );
  else if (region !== edgeRegion)
    faults.push(
      `deployment.naming.certificateArn is in ${region}, and CloudFront takes certificates from ${edgeRegion} only: ` +
        `request one there for ${domain ?? 'the domain'}, whatever region you deploy to`,
    );
  return faults;
}

/** Variables that a person sets, with what they are. */
const persons: ReadonlyMap<string, Variable> = new Map(
  Object.entries<Variable>(variables).filter(([, variable]) =>
    Object.values(variable.for).includes('person'),
  ),
);

function ofSettings({ values, secretArns }: Deployment['settings']): string[] {
  const names = [...persons.keys()];
  const ofName = (path: string, name: string): string[] =>
    persons.has(name)
      ? []
      : [
          `${path}.${name}: app/contract/env.ts has no variable ${name} that a person may set` +
            (didYouMean(name, names) || `; there are ${names.join(', ')}`),
        ];
  const path = 'deployment.settings';
  return [
    ...Object.keys(values).flatMap((name) =>
      persons.get(name)?.secret
        ? [`${path}.values.${name} is a secret: put it into Secrets Manager, and its ARN into secretArns`]
        : ofName(`${path}.values`, name),
    ),
    ...Object.entries(secretArns).flatMap(([name, arn]) =>
      persons.has(name) && !isSecretArn(arn)
        ? [`${path}.secretArns.${name} is no ARN: write the whole one that Secrets Manager shows`]
        : ofName(`${path}.secretArns`, name),
    ),
  ];
}

/** With the six characters that Secrets Manager puts at the end of a name. */
const isSecretArn = (arn: string): boolean =>
  /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:\S+-[A-Za-z0-9]{6}$/.test(arn);
