import { profile as contractOf, isProfileName, profileNames } from '../../app/contract/profiles.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { edgeRegion } from '../checks/contract-errors.ts';

/** Options of a deployment, from `-c key=value` or cdk.json. */
export interface ContextOptions {
  readonly profile: (typeof profileNames)[number];
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

/** Profiles with a gateway, except the one for machines outside AWS. */
const deployableProfiles = profileNames.filter(
  (name) => contractOf(name).edge.gatewayIdleMs !== null && name !== 'self-hosted',
);

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
  const profile = readText(context, 'profile') ?? 'production';
  if (!isProfileName(profile) || !deployableProfiles.includes(profile))
    throw new InvalidContextError(
      `-c profile=${profile}: ${explainProfileError(profile)} ` +
        `Known profiles: ${deployableProfiles.join(', ')}; ${customProfileHint}`,
    );
  const region = readText(context, 'region') ?? cliRegion ?? edgeRegion;
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw new InvalidContextError(`-c region=${region}: not an AWS region, such as eu-central-1.`);
  return {
    profile,
    region,
    zones: parseZones(region, readText(context, 'zones')),
    imageUri: readText(context, 'image'),
    databaseHost: readText(context, 'database'),
  };
}

const customProfileHint = 'custom is your own, defined in app/contract/profiles/custom.ts.';

function explainProfileError(profile: string): string {
  if (!isProfileName(profile)) return `unknown profile${didYouMean(profile, deployableProfiles) || '.'}`;
  return profile === 'self-hosted'
    ? 'not for AWS; for your own machines use npm run contract -- render all.'
    : 'not for AWS, because edge.gatewayIdleMs is null.';
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
