import { variables } from '../../app/contract/env.ts';
import { formatResult, violations } from '../../app/contract/invariants.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { validateCustomProfile } from '../../app/contract/validate-overrides.ts';
import type { Variable } from '../../app/contract/variable.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { awsLimitErrors } from './aws-limits.ts';

/** The contract's numbers do not agree with each other, or AWS does not take one of them. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(profile: string, faults: readonly string[]) {
    super(
      `The contract of the profile ${profile} does not hold:\n${faults.map((text) => `  - ${text}\n`).join('')}` +
        'Mend it in app/contract; npm run contract -- check says what is broken, and what mends it.',
    );
  }
}

/** Whatever keeps a contract from being deployed: a sentence each. */
export const contractErrors = (contract: Contract): string[] => [
  ...validateCustomProfile(didYouMean),
  ...violations(contract).map(formatResult),
  ...deploymentErrors(contract),
];

/** Values of a contract that AWS does not take, or that would lead nowhere: a sentence each, with the cure. */
export const deploymentErrors = (contract: Contract): string[] => [
  ...awsLimitErrors(contract),
  ...checkDeployment(contract.deployment),
];

const checkDeployment = (deployment: Deployment): string[] => [
  ...checkLogDays(deployment.logDays),
  ...checkNaming(deployment.naming),
  ...checkVariableSettings(deployment.settings),
];

type Deployment = Contract['deployment'];

/** CloudWatch keeps logs for these numbers of days only. */
export const logRetentionDays: readonly number[] = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545],
  ...[731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

function checkLogDays(days: number): string[] {
  if (logRetentionDays.includes(days)) return [];
  const below = logRetentionDays.findLast((known) => known < days);
  const above = logRetentionDays.find((known) => known > days);
  const nearest = [below, above].filter((known) => known !== undefined).join(' or ');
  return [
    `deployment.logDays is ${days}, for which CloudWatch keeps no logs: write ${nearest} ` +
      `(it takes ${logRetentionDays.join(', ')})`,
  ];
}

/** CloudFront takes its certificates, and its firewall, from this region only. */
export const edgeRegion = 'us-east-1';

/** CloudFront takes a name only with a certificate for it: without one, the name would lead nowhere. */
function checkNaming({ domain, certificateArn }: Deployment['naming']): string[] {
  const errors: string[] = [];
  if (domain !== null && certificateArn === null)
    errors.push(
      `deployment.naming.domain needs deployment.naming.certificateArn: a certificate for it in ${edgeRegion}`,
    );
  if (domain !== null && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(domain))
    errors.push(`deployment.naming.domain is ${domain}: write the name alone, such as debates.example`);
  if (certificateArn === null) return errors;
  const [, region] = /^arn:aws[\w-]*:acm:([\w-]*):\d{12}:certificate\/\S+$/.exec(certificateArn) ?? [];
  if (region === undefined)
    errors.push(
      `deployment.naming.certificateArn is ${certificateArn}: write the whole ARN of a certificate in ACM, such as ` +
        `arn:aws:acm:${edgeRegion}:111122223333:certificate/…`,
    );
  else if (region !== edgeRegion)
    errors.push(
      `deployment.naming.certificateArn is in ${region}, and CloudFront takes certificates from ${edgeRegion} only: ` +
        `request one there for ${domain ?? 'the domain'}, whatever region you deploy to`,
    );
  return errors;
}

/** Variables that a person sets, with what they are. */
const operatorVariables: ReadonlyMap<string, Variable> = new Map(
  Object.entries<Variable>(variables).filter(([, variable]) =>
    Object.values(variable.setByRole).includes('operator'),
  ),
);

function checkVariableSettings({ values, secretArns }: Deployment['settings']): string[] {
  const names = [...operatorVariables.keys()];
  return [...Object.keys(values), ...Object.keys(secretArns)].flatMap((name) => {
    const variable = operatorVariables.get(name);
    if (variable === undefined)
      return [
        `deployment.settings: app/contract/env.ts has no variable ${name} that a person may set` +
          (didYouMean(name, names) || `; there are ${names.join(', ')}`),
      ];
    if (variable.secret && Object.hasOwn(values, name))
      return [
        `deployment.settings: ${name} is a secret: put it into Secrets Manager, and its ARN into secretArns`,
      ];
    const arn = secretArns[name];
    return arn === undefined || /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:\S+$/.test(arn)
      ? []
      : [`deployment.settings.secretArns.${name} is no ARN: write the whole one that Secrets Manager shows`];
  });
}
