import { profile as contractOf, isProfileName, profileNames } from '../app/contract/profiles.ts';
import { didYouMean } from '../app/nearest.ts';
import { edgeRegion } from './faults.ts';

/** What whoever deploys says with `-c key=value`, or in cdk.json. */
export interface Options {
  readonly profile: (typeof profileNames)[number];
  readonly region: string;
  /** Names of the zones to use; null: the first of the region. */
  readonly zones: readonly string[] | null;
  readonly imageUri: string | null;
  /** Another database than the stack's own, such as one that was restored; null: the stack's. */
  readonly databaseHost: string | null;
}

/** The message is for whoever deploys, and names the cure. */
export class WrongOption extends Error {
  override readonly name = 'WrongOption';
}

/** Those that have a gateway, and are not that of a machine of one's own. */
const deployable = profileNames.filter(
  (name) => contractOf(name).edge.gatewayIdleMs !== null && name !== 'self-hosted',
);

/** A misspelt key would be as good as none, and production what is deployed. */
export function checkKeys(keys: readonly string[]): void {
  // The tool's own have a sign in them: `aws:cdk:…`, `@aws-cdk/…`, `availability-zones:…`.
  const unknown = keys.filter((key) => /^[\w-]+$/.test(key) && ![...known, ...ofTool].includes(key));
  const [first] = unknown;
  if (first !== undefined)
    throw new WrongOption(
      `-c ${unknown.join(', -c ')}: there is no such key${didYouMean(first, known) || '.'} ` +
        `There are ${known.join(', ')}.`,
    );
}

/** In cdk.json, and without a sign. */
const ofTool: readonly string[] = ['cli-telemetry'];
const known: readonly string[] = ['profile', 'region', 'zones', 'image', 'database'];

/**
 * `cliRegion` is the region of the credentials with which `cdk` runs, if it runs with any. Where nobody says a region
 * it is the one that CloudFront's own parts are in.
 */
export function optionsOf(context: (key: string) => unknown, cliRegion: string | undefined): Options {
  const profile = text(context, 'profile') ?? 'production';
  if (!isProfileName(profile) || !deployable.includes(profile))
    throw new WrongOption(
      `-c profile=${profile}: ${whyNot(profile)} There are ${deployable.join(', ')}; ${own}`,
    );
  const region = text(context, 'region') ?? cliRegion ?? edgeRegion;
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw new WrongOption(`-c region=${region}: this is no region of AWS, such as eu-central-1.`);
  return {
    ...{ profile, region, zones: zonesIn(region, text(context, 'zones')) },
    ...{ imageUri: text(context, 'image'), databaseHost: text(context, 'database') },
  };
}

const own = 'one of your own is called own, and app/contract/own.ts says what it is.';

function whyNot(profile: string): string {
  if (!isProfileName(profile)) return `there is no such profile${didYouMean(profile, deployable) || '.'}`;
  return profile === 'self-hosted'
    ? 'it is for machines of your own: npm run contract -- render all.'
    : 'edge.gatewayIdleMs is none, and on AWS there is a gateway.';
}

function zonesIn(region: string, list: string | null): string[] | null {
  if (list === null) return null;
  const zones = list.split(',').map((zone) => zone.trim());
  const stranger = zones.find(
    (zone) => !zone.startsWith(region) || !/^[a-z]$/.test(zone.slice(region.length)),
  );
  if (stranger === undefined && new Set(zones).size === zones.length) return zones;
  throw new WrongOption(`-c zones=${list}: different zones of ${region}, such as ${region}a,${region}b.`);
}

function text(context: (key: string) => unknown, key: string): string | null {
  const value = context(key);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new WrongOption(`-c ${key}: it must be one text.`);
}
