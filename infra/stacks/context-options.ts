import { loadProfile } from '../../app/config/load-profile.ts';
import { profile, profileNamePattern, profileNames } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { edgeRegion } from '../checks/contract-errors.ts';

/** Options of a deployment, from `-c key=value` or cdk.json. */
export interface ContextOptions {
  readonly contract: Contract;
  readonly region: string;
  /** Names of the availability zones; null: the first of the region. */
  readonly zones: readonly string[] | null;
  readonly imageUri: string | null;
  /** Host of another database, such as a restored one; null: the stack's own. */
  readonly databaseHost: string | null;
}

/** The message is for the operator, and names the fix. */
export class InvalidContextError extends Error {
  override readonly name = 'InvalidContextError';
}

/** A load balancer is in front, and CloudFront in front of it. */
const isForAws = ({ edge, deployment }: Contract): boolean =>
  edge.gatewayIdleMs !== null && deployment.cdn.keepAliveMs !== null;

const deployableProfiles = profileNames.filter((name) => isForAws(profile(name)));

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
const contextKeys: readonly string[] = ['profile', 'region', 'zones', 'image', 'database'];

/**
 * `cliRegion` is the region of the credentials with which `cdk` runs, if any. The default is CloudFront's own region.
 */
export function readContextOptions(
  context: (key: string) => unknown,
  cliRegion: string | undefined,
): ContextOptions {
  const contract = readContract(readText(context, 'profile') ?? 'production');
  const region = readText(context, 'region') ?? cliRegion ?? edgeRegion;
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw new InvalidContextError(`-c region=${region}: not an AWS region, such as eu-central-1.`);
  return {
    contract,
    region,
    zones: parseZones(region, readText(context, 'zones')),
    imageUri: readText(context, 'image'),
    databaseHost: readText(context, 'database'),
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
  if (isForAws(contract)) return contract;
  const reason =
    contract.edge.gatewayIdleMs === null
      ? 'not for AWS, because edge.gatewayIdleMs is null.'
      : 'not for AWS; for your own machines use npm run contract -- render all.';
  throw new InvalidContextError(`-c profile=${text}: ${reason} ${known}`);
}

function parseZones(region: string, list: string | null): string[] | null {
  if (list === null) return null;
  const zones = list.split(',').map((zone) => zone.trim());
  const invalidZone = zones.find(
    (zone) => !zone.startsWith(region) || !/^[a-z]$/.test(zone.slice(region.length)),
  );
  if (invalidZone === undefined && new Set(zones).size === zones.length) return zones;
  throw new InvalidContextError(
    `-c zones=${list}: use different zones of ${region}, such as ${region}a,${region}b.`,
  );
}

function readText(context: (key: string) => unknown, key: string): string | null {
  const value = context(key);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new InvalidContextError(`-c ${key}: must be one text.`);
}
