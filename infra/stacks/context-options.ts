import { profile as contractOf, isProfileName, profileNames } from '../../app/contract/profiles.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { edgeRegion } from '../checks/contract-errors.ts';

/** What whoever deploys says with `-c key=value`, or in cdk.json. */
export interface ContextOptions {
  readonly profile: (typeof profileNames)[number];
  readonly region: string;
  /** Names of the zones to use; null: the first of the region. */
  readonly zones: readonly string[] | null;
  readonly imageUri: string | null;
  /** Another database than the stack's own, such as one that was restored; null: the stack's. */
  readonly databaseHost: string | null;
}

/** The message is for whoever deploys, and names the cure. */
export class InvalidContextError extends Error {
  override readonly name = 'InvalidContextError';
}

/** Those that have a gateway, and are not that of a machine of one's own. */
const deployableProfiles = profileNames.filter(
  (name) => contractOf(name).edge.gatewayIdleMs !== null && name !== 'self-hosted',
);

/** A misspelt key would be as good as none, and production what is deployed. */
export function checkContextKeys(keys: readonly string[]): void {
  // The tool's own have a sign in them: `aws:cdk:…`, `@aws-cdk/…`, `availability-zones:…`.
  const unknown = keys.filter((key) => /^[\w-]+$/.test(key) && ![...contextKeys, ...toolKeys].includes(key));
  const [first] = unknown;
  if (first !== undefined)
    throw new InvalidContextError(
      `-c ${unknown.join(', -c ')}: there is no such key${didYouMean(first, contextKeys) || '.'} ` +
        `There are ${contextKeys.join(', ')}.`,
    );
}

/** In cdk.json, and without a sign. */
const toolKeys: readonly string[] = ['cli-telemetry'];
const contextKeys: readonly string[] = ['profile', 'region', 'zones', 'image', 'database'];

/**
 * `cliRegion` is the region of the credentials with which `cdk` runs, if it runs with any. Where nobody says a region
 * it is the one that CloudFront's own parts are in.
 */
export function readContextOptions(
  context: (key: string) => unknown,
  cliRegion: string | undefined,
): ContextOptions {
  const profile = readText(context, 'profile') ?? 'production';
  if (!isProfileName(profile) || !deployableProfiles.includes(profile))
    throw new InvalidContextError(
      `-c profile=${profile}: ${explainProfileError(profile)} There are ${deployableProfiles.join(', ')}; ${customProfileHint}`,
    );
  const region = readText(context, 'region') ?? cliRegion ?? edgeRegion;
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw new InvalidContextError(`-c region=${region}: this is no region of AWS, such as eu-central-1.`);
  return {
    ...{ profile, region, zones: parseZones(region, readText(context, 'zones')) },
    ...{ imageUri: readText(context, 'image'), databaseHost: readText(context, 'database') },
  };
}

const customProfileHint =
  'one of your own is called custom, and app/contract/profiles/custom.ts says what it is.';

function explainProfileError(profile: string): string {
  if (!isProfileName(profile))
    return `there is no such profile${didYouMean(profile, deployableProfiles) || '.'}`;
  return profile === 'self-hosted'
    ? 'it is for machines of your own: npm run contract -- render all.'
    : 'edge.gatewayIdleMs is none, and on AWS there is a gateway.';
}

function parseZones(region: string, list: string | null): string[] | null {
  if (list === null) return null;
  const zones = list.split(',').map((zone) => zone.trim());
  const invalidZone = zones.find(
    (zone) => !zone.startsWith(region) || !/^[a-z]$/.test(zone.slice(region.length)),
  );
  if (invalidZone === undefined && new Set(zones).size === zones.length) return zones;
  throw new InvalidContextError(
    `-c zones=${list}: different zones of ${region}, such as ${region}a,${region}b.`,
  );
}

function readText(context: (key: string) => unknown, key: string): string | null {
  const value = context(key);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new InvalidContextError(`-c ${key}: it must be one text.`);
}
