import { Token } from 'aws-cdk-lib';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { RostrumProps } from './rostrum-props.ts';

/** What was given to Rostrum does not fit its contract, or each other. */
export class PropsError extends Error {
  override readonly name = 'PropsError';

  constructor(errors: readonly string[]) {
    super(errors.map((text) => `${text}.`).join('\n'));
  }
}

/** Everything that keeps Rostrum from being created with these props in a region: one sentence each, with the fix. */
export const propsErrors = (props: RostrumProps, region: string): string[] => [
  ...checkDatabase(props, props.contract),
  ...checkIngress(props, props.contract, region),
];

function checkDatabase(
  { database, databaseFrom = null, databaseHost = null }: RostrumProps,
  { deployment }: Contract,
): string[] {
  const errors: string[] = [];
  if (databaseFrom !== null && deployment.database.kind === 'rds')
    errors.push(
      'databaseFrom (-c database-from) restores into Aurora: set deployment.database.kind to aurora, or use a ' +
        'profile from staging on',
    );
  for (const [name, value] of Object.entries({ databaseFrom, databaseHost }))
    if (database !== undefined && value !== null)
      errors.push(`${name} replaces a database of Rostrum's own: leave out either it or database`);
  return errors;
}

function checkIngress(
  { loadBalancer, clients }: RostrumProps,
  { deployment: { ingress, naming } }: Contract,
  region: string,
): string[] {
  const errors: string[] = [];
  if (ingress === 'cloudfront') {
    for (const [name, value] of Object.entries({ loadBalancer, clients }))
      if (value !== undefined)
        errors.push(
          `${name} is for deployments without CloudFront: set deployment.ingress to internet or network`,
        );
    return errors;
  }
  if (loadBalancer !== undefined && clients !== undefined)
    errors.push("clients connect to Rostrum's own load balancer: leave out either them or loadBalancer");
  const [, certificateRegion] = /^arn:[\w-]+:acm:([\w-]+):/.exec(naming.certificateArn ?? '') ?? [];
  if (certificateRegion !== undefined && !Token.isUnresolved(region) && certificateRegion !== region)
    errors.push(
      `deployment.naming.certificateArn is in ${certificateRegion}, but the load balancer is in ${region}: use a ` +
        'certificate of that region',
    );
  return errors;
}
