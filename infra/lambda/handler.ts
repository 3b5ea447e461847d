import {
  type CloudFrontGroupProperties,
  type FindCloudFrontGroupDeps,
  findCloudFrontGroup,
} from './cloudfront-group.ts';
import { type CloudFormationEvent, realDeps } from './custom-resource.ts';
import { type MigrationProperties, type RunMigrationDeps, runMigration } from './migration.ts';
import { type ProbeEvent, probePublicAddress } from './public-probe.ts';

interface EcsSdk {
  readonly ECS: new (options: object) => RunMigrationDeps['ecs'];
}

interface Ec2Sdk {
  readonly EC2: new (options: object) => FindCloudFrontGroupDeps['ec2'];
}

/** In variables, because the SDK is installed only in the Lambda runtime. */
const sdkPackages = { ecs: '@aws-sdk/client-ecs', ec2: '@aws-sdk/client-ec2' };

export async function startMigration(event: CloudFormationEvent<MigrationProperties>): Promise<void> {
  const { ECS }: EcsSdk = await import(sdkPackages.ecs);
  await runMigration(event, { ...realDeps, ecs: new ECS({}) });
}

export async function cloudFrontGroup(event: CloudFormationEvent<CloudFrontGroupProperties>): Promise<void> {
  const { EC2 }: Ec2Sdk = await import(sdkPackages.ec2);
  await findCloudFrontGroup(event, { ...realDeps, ec2: new EC2({}) });
}

export const publicProbe = (event: ProbeEvent): Promise<void> => probePublicAddress(event, fetch);
