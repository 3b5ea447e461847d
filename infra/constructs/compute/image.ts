import { fileURLToPath } from 'node:url';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IgnoreMode, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ContainerSettings } from '../../../app/contract/types/deployment.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Files that infra/Dockerfile copies. */
const imageFiles = [
  'package.json',
  'package-lock.json',
  'dist/rostrum.mjs',
  'dist/rostrum.mjs.map',
  'infra/Dockerfile',
];

/**
 * The image of all tasks: one that CI has built, by its URI, or one that `cdk deploy` builds from the bundle. Synth
 * only reads files to hash it; Docker is needed for the deployment.
 */
export function createImage(
  scope: Construct,
  { architecture }: Pick<ContainerSettings, 'architecture'>,
  imageUri: string | null,
): ecs.ContainerImage {
  if (imageUri !== null) return importImage(scope, imageUri);
  const asset = new DockerImageAsset(scope, 'Image', {
    directory: root,
    file: 'infra/Dockerfile',
    platform: architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
    exclude: ['**', ...imageFiles.map((path) => `!${path}`)],
    ignoreMode: IgnoreMode.DOCKER,
  });
  return ecs.ContainerImage.fromDockerImageAsset(asset);
}

/** `123456789012.dkr.ecr.eu-central-1.amazonaws.com/rostrum:1.2.3`, or with `@sha256:…`. */
const ecrImagePattern =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+)|@(sha256:.+))$/;

/** Grants tasks the permission to pull from ECR; any other registry must be public. */
function importImage(scope: Construct, uri: string): ecs.ContainerImage {
  const [, account, region, repositoryName, tag, digest] = ecrImagePattern.exec(uri) ?? [];
  const version = tag ?? digest;
  if (repositoryName === undefined || version === undefined) return ecs.ContainerImage.fromRegistry(uri);
  const repositoryArn = `arn:${Stack.of(scope).partition}:ecr:${region}:${account}:repository/${repositoryName}`;
  const repository = Repository.fromRepositoryAttributes(scope, 'ImageRepository', {
    repositoryArn,
    repositoryName,
  });
  return ecs.ContainerImage.fromEcrRepository(repository, version);
}
