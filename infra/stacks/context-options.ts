import { loadProfile } from '../../app/config/load-profile.ts';
import { runsOnAws } from '../../app/contract/derived.ts';
import { profile, profileNamePattern, profileNames } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { edgeRegion } from '../checks/contract-errors.ts';
import { nameErrors } from '../checks/name-errors.ts';

/** Options of a deployment, from `-c key=value` or cdk.json. */
export interface ContextOptions {
  readonly contract: Contract;
  readonly region: string;
  /** Names or ids of the availability zones; null: the first of the region. */
  readonly zones: Zones | null;
  readonly imageUri: string | null;
  /** Host of another database, such as a restored one; null: the stack's own. */
  readonly databaseHost: string | null;
  /** Snapshot from which the stack's database is restored, by its ARN; null: an empty one. */
  readonly databaseFrom: string | null;
  /** Any text that differs from the last one makes the function read rotated secrets. */
  readonly secretsVersion: string | null;
  /** The template that is deployed; null: what the last synthesis left in the output folder. */
  readonly deployedFile: string | null;
}

/** Ids are the same in every account, names are not. */
export interface Zones {
  readonly by: 'name' | 'id';
  readonly values: readonly string[];
}

/** The message is for the operator, and names the fix. */
export class InvalidContextError extends Error {
  override readonly name = 'InvalidContextError';
}

const deployableProfiles = profileNames.filter((name) => runsOnAws(profile(name)));

/** A misspelled key would be ignored, and production deployed. */
export function checkContextKeys(keys: readonly string[]): void {
  // CDK's own keys contain punctuation: `aws:cdk:…`, `@aws-cdk/…`, `availability-zones:…`.
  const unknown = keys.filter((key) => /^[\w-]+$/.test(key) && ![...contextKeys, ...toolKeys].includes(key));
  const [first] = unknown;
  if (first !== undefined)
    throw new InvalidContextError(
      `-c ${unknown.join(', -c ')}: unknown key${didYouMean(first, contextKeys) || '.'} ` +
        `Known keys: ${contextKeys.join(', ')}.`,
    );
}

/** Keys of CDK without punctuation, in cdk.json. */
const toolKeys: readonly string[] = ['cli-telemetry'];
const contextKeys: readonly string[] = [
  'profile',
  'name',
  'region',
  'zones',
  'image',
  'database',
  'database-from',
  'deployed',
  'secrets-version',
];

/**
 * `cliRegion` is the region of the credentials with which `cdk` runs, if any. The default is CloudFront's own region.
 */
export function readContextOptions(
  context: (key: string) => unknown,
  cliRegion: string | undefined,
): ContextOptions {
  const contract = rename(
    readContract(readText(context, 'profile') ?? 'production'),
    readText(context, 'name'),
  );
  const region = readText(context, 'region') ?? cliRegion ?? edgeRegion;
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw new InvalidContextError(`-c region=${region}: not an AWS region, such as eu-central-1.`);
  return {
    contract,
    region,
    zones: parseZones(region, readText(context, 'zones')),
    imageUri: readText(context, 'image'),
    databaseHost: readText(context, 'database'),
    secretsVersion: readText(context, 'secrets-version'),
    databaseFrom: readSnapshot(readText(context, 'database-from')),
    deployedFile: readText(context, 'deployed'),
  };
}

function readContract(text: string): Contract {
  const loaded = loadProfile(text);
  const known = `Known profiles: ${deployableProfiles.join(', ')}, and profile files, such as ./ours.json.`;
  if ('problems' in loaded) {
    if (!profileNamePattern.test(text))
      throw new InvalidContextError(`-c profile: ${loaded.problems.join('\n')}`);
    const suggestion = didYouMean(text, deployableProfiles) || '.';
    throw new InvalidContextError(`-c profile=${text}: unknown profile${suggestion} ${known}`);
  }
  const { contract } = loaded;
  if (runsOnAws(contract)) return contract;
  const reason =
    contract.edge.gatewayIdleMs === null
      ? 'not for AWS, because edge.gatewayIdleMs is null.'
      : 'not for AWS; for your own machines use npm run contract -- render all.';
  throw new InvalidContextError(`-c profile=${text}: ${reason} ${known}`);
}

/** The name is in the names of all resources, so that an account can hold several deployments of one profile. */
function rename(contract: Contract, name: string | null): Contract {
  if (name === null) return contract;
  const errors = nameErrors(name);
  if (errors.length > 0) throw new InvalidContextError(`-c name: ${errors.join()}.`);
  return { ...contract, profile: name };
}

/** RestoreDBClusterFromSnapshot takes a snapshot of RDS by its ARN only. */
function readSnapshot(arn: string | null): string | null {
  if (arn === null || /^arn:[\w-]+:rds:[\w-]+:\d{12}:(?:cluster-)?snapshot:\S+$/.test(arn)) return arn;
  throw new InvalidContextError(
    `-c database-from=${arn}: use the ARN of a snapshot, such as ` +
      'arn:aws:rds:eu-central-1:111122223333:snapshot:before-aurora.',
  );
}

function parseZones(region: string, list: string | null): Zones | null {
  if (list === null) return null;
  const values = list.split(',').map((zone) => zone.trim());
  const isName = (zone: string) => zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length));
  const isId = (zone: string) => /^[a-z]{2,4}\d-az\d$/.test(zone);
  const areDifferent = new Set(values).size === values.length;
  if (areDifferent && values.every(isName)) return { by: 'name', values };
  if (areDifferent && values.every(isId)) return { by: 'id', values };
  throw new InvalidContextError(
    `-c zones=${list}: use different zones of ${region}, by name (${region}a,${region}b) or by id, such as ` +
      'use1-az1,use1-az2 in us-east-1.',
  );
}

function readText(context: (key: string) => unknown, key: string): string | null {
  const value = context(key);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new InvalidContextError(`-c ${key}: must be one text.`);
}
