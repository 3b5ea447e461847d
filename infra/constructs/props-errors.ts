import { Token } from 'aws-cdk-lib/core';
import type { Contract } from '../../app/contract/types/contract.ts';
import { settingsWithoutEffect } from '../checks/existing-errors.ts';
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
  ...checkIngress(props, props.contract),
  ...settingsWithoutEffect(props.contract.deployment.account, {
    vpc: props.vpc !== undefined,
    cluster: props.cluster !== undefined,
    loadBalancer: props.loadBalancer !== undefined,
  }),
  ...(Token.isUnresolved(region) ? [] : checkRegion(props, props.contract, region)),
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
  { deployment: { ingress, balancer } }: Contract,
): string[] {
  const hasRanges = Object.keys(balancer.clientCidrs).length > 0;
  if (ingress === 'cloudfront')
    return Object.entries({ loadBalancer, clients }).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [`${name} is for deployments without CloudFront: set deployment.ingress to internet or network`],
    );
  return [
    ...(loadBalancer !== undefined && (clients !== undefined || hasRanges)
      ? [
          "clients and deployment.balancer.clientCidrs are for Rostrum's own load balancer: leave out either them " +
            'or loadBalancer',
        ]
      : []),
    ...(clients !== undefined && hasRanges
      ? ['clients and deployment.balancer.clientCidrs both say who connects: leave out one of them']
      : []),
  ];
}

/** What is used only from its own region, or from its part of the world. */
function checkRegion(
  { encryptionKey }: RostrumProps,
  { agents: { bedrockRegions }, deployment: { ingress, naming, account, existing } }: Contract,
  region: string,
): string[] {
  const errors: string[] = [];
  const certificateRegion = ingress === 'cloudfront' ? null : regionOf(naming.certificateArn);
  if (certificateRegion !== null && certificateRegion !== region)
    errors.push(
      `deployment.naming.certificateArn is in ${certificateRegion}, but the load balancer is in ${region}: use a ` +
        'certificate of that region',
    );
  const { databaseSecretArn, loadBalancerArn, listenerArn, webAclArn } = existing;
  for (const [name, arn] of Object.entries({ databaseSecretArn, loadBalancerArn, listenerArn, webAclArn })) {
    const arnRegion = regionOf(arn);
    if (arnRegion !== null && arnRegion !== region)
      errors.push(
        `deployment.existing.${name} is in ${arnRegion}, but the stack is in ${region}: use one of that region`,
      );
  }
  const keyRegion = encryptionKey === undefined ? regionOf(account.kmsKeyArn) : null;
  if (keyRegion !== null && keyRegion !== region)
    errors.push(
      `deployment.account.kmsKeyArn is in ${keyRegion}, but what it encrypts is in ${region}: use a key of that region`,
    );
  if (bedrockRegions !== 'global' && !region.startsWith(`${bedrockRegions}-`))
    errors.push(
      `agents.bedrockRegions is ${bedrockRegions}, but Bedrock accepts such calls only from there, and the stack ` +
        `is in ${region}: use global, or deploy to a region of ${bedrockRegions}`,
    );
  return errors;
}

/** The `eu-central-1` of `arn:aws:kms:eu-central-1:…`; null without one. */
const regionOf = (arn: string | null): string | null =>
  /^arn:[\w-]+:\w+:([\w-]+):/.exec(arn ?? '')?.[1] ?? null;
