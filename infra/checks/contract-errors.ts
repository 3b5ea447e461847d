import { variables } from '../../app/contract/env.ts';
import { formatResult, violations } from '../../app/contract/invariants.ts';
import { formatProfile } from '../../app/contract/profile-file.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { Variable } from '../../app/contract/variable.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { combinationErrors } from './combination-errors.ts';
import { awsLimitErrors } from './limit-errors.ts';
import { nameErrors } from './name-errors.ts';
import { secretArnPattern, typeErrors } from './type-errors.ts';

/** The contract violates invariants, or has values that AWS rejects. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(profile: string, errors: readonly string[]) {
    super(
      `The contract of the profile ${profile} is not valid:\n${errors.map((text) => `  - ${text}\n`).join('')}` +
        'Fix the profile; npm run contract -- check --profile NAME-OR-FILE prints the smallest fix for each violation.',
    );
  }
}

/** Everything that keeps a contract from being deployed: one sentence each. */
export const contractErrors = (contract: Contract, hasOwnBalancer = hasBalancer(contract)): string[] => [
  ...violations(contract).map(formatResult),
  ...deploymentErrors(contract, hasOwnBalancer),
];

/** Values that AWS rejects, or that would have no effect: one sentence each, with the fix. */
export function deploymentErrors(contract: Contract, hasOwnBalancer = hasBalancer(contract)): string[] {
  const { deployment } = contract;
  const wrongTypes = typeErrors(deployment);
  // Values of the wrong type cannot be compared.
  if (wrongTypes.length > 0) return wrongTypes;
  const outOfLimits = awsLimitErrors(contract);
  return [
    ...(contract.edge.gatewayStreamMs === null
      ? []
      : ['edge.gatewayStreamMs: CloudFront has one timeout for all responses; leave it null']),
    ...nameErrors(contract.profile),
    ...outOfLimits,
    ...(outOfLimits.length > 0 ? [] : combinationErrors(deployment)),
    ...checkNaming(deployment, hasOwnBalancer),
    ...checkProfileText(contract),
    ...checkVariableSettings(deployment.settings),
  ];
}

/** Whether the deployment makes a load balancer. */
const hasBalancer = ({ deployment }: Contract): boolean => deployment.existing.loadBalancerArn === null;

type Deployment = Contract['deployment'];

/** Lambda accepts 4 KB of variables; the others take less than one. */
const functionProfileCharsMax = 3000;

function checkProfileText(contract: Contract): string[] {
  if (!contract.deployment.function.enabled) return [];
  const { length } = formatProfile(contract);
  if (length <= functionProfileCharsMax) return [];
  return [
    `deployment.function.enabled: the differences of the profile take ${length} characters, and a function accepts ` +
      `${functionProfileCharsMax}: extend a profile that is closer, or leave out the function`,
  ];
}

/** CloudFront accepts certificates and web ACLs from this region only, and writes its metrics there. */
export const edgeRegion = 'us-east-1';

/** A domain is served only with a certificate for it; a listener that exists already has its own. */
function checkNaming({ naming, ingress }: Deployment, hasOwnBalancer: boolean): string[] {
  const { domain, certificateArn, hostedZoneId } = naming;
  const errors: string[] = [];
  for (const [name, value] of Object.entries({ certificateArn, hostedZoneId }))
    if (domain === null && value !== null)
      errors.push(`deployment.naming.${name} needs deployment.naming.domain, the name that it is for`);
  if (domain !== null && certificateArn === null && hasOwnBalancer)
    errors.push(
      `deployment.naming.domain needs deployment.naming.certificateArn: a certificate for it in ` +
        (ingress === 'cloudfront' ? edgeRegion : 'the region of the deployment'),
    );
  if (domain !== null && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(domain))
    errors.push(`deployment.naming.domain is ${domain}: use the name alone, such as debates.example`);
  if (certificateArn === null) return errors;
  const [, region] = /^arn:aws[\w-]*:acm:([\w-]*):\d{12}:certificate\/\S+$/.exec(certificateArn) ?? [];
  if (region === undefined)
    errors.push(
      `deployment.naming.certificateArn is ${certificateArn}: use the full ARN of a certificate in ACM, such as ` +
        `arn:aws:acm:${edgeRegion}:111122223333:certificate/…`,
    );
  else if (ingress === 'cloudfront' && region !== edgeRegion)
    errors.push(
      `deployment.naming.certificateArn is in ${region}, but CloudFront accepts them from ${edgeRegion} only: ` +
        `request one there for ${domain ?? 'the domain'}, in whichever region you deploy`,
    );
  return errors;
}

/** The variables that an operator may set. */
const operatorVariables: ReadonlyMap<string, Variable> = new Map(
  Object.entries<Variable>(variables).filter(([, variable]) =>
    Object.values(variable.setByRole).includes('operator'),
  ),
);

function checkVariableSettings({ values, secretArns }: Deployment['settings']): string[] {
  const path = 'deployment.settings';
  return [
    ...Object.keys(values).flatMap((name) =>
      operatorVariables.get(name)?.secret
        ? [`${path}.values.${name} is a secret: store it in Secrets Manager, and set its ARN in secretArns`]
        : checkVariableName(`${path}.values`, name),
    ),
    ...Object.entries(secretArns).flatMap(([name, arn]) =>
      operatorVariables.has(name) && !secretArnPattern.test(arn)
        ? [`${path}.secretArns.${name} is not an ARN: use the full ARN that Secrets Manager shows`]
        : checkVariableName(`${path}.secretArns`, name),
    ),
  ];
}

function checkVariableName(path: string, name: string): string[] {
  if (operatorVariables.has(name)) return [];
  const names = [...operatorVariables.keys()];
  return [
    `${path}.${name}: app/contract/env.ts declares no variable ${name} that an operator may set` +
      (didYouMean(name, names) || `; these exist: ${names.join(', ')}`),
  ];
}
