import { type SchemaNode, validateValue } from './json-schema.ts';
import { applyOverrides, type Overrides } from './overrides.ts';
import profileSchema from './profile.schema.json' with { type: 'json' };
import { isProfileName, profile, profileNamePattern, profileNames } from './profiles.ts';
import type { Contract } from './types/contract.ts';

/** A profile as JSON: what differs from the profile that it extends, any part of the contract to any depth. */
interface ProfileFile extends Overrides<Contract> {
  /** A built-in name, or the path of another profile file. */
  readonly extends: string;
  readonly $schema?: string;
}

/** The contract of a profile, or what is wrong with it: one sentence each. */
export type ParsedProfile =
  | { readonly contract: Contract }
  | { readonly problems: readonly [string, ...string[]] };

const schema: SchemaNode = profileSchema;

/** Parses a profile in JSON. `defaultName` is its name unless it has the member `profile`. */
export function parseProfile(text: string, defaultName: string | null): ParsedProfile {
  const value = parseJson(text);
  return value instanceof SyntaxError
    ? { problems: [`it is not JSON: ${value.message}`] }
    : parseProfileValue(value, defaultName, refuseFiles);
}

const refuseFiles = (path: string): ParsedProfile => ({
  problems: [`extends: ${path} is a file, and only a profile file can extend one`],
});

/** The same for a profile that is parsed already; `loadFile` loads the profile file that it extends. */
export function parseProfileValue(
  value: unknown,
  defaultName: string | null,
  loadFile: (path: string) => ParsedProfile,
): ParsedProfile {
  const [first, ...more] = validateValue(schema, value);
  if (first !== undefined || !isProfileFile(value))
    return { problems: [first ?? 'it is not a profile', ...more] };
  const { extends: parent, $schema: _, ...overrides } = value;
  const name = overrides.profile ?? defaultName;
  if (name === null || !profileNamePattern.test(name))
    return {
      problems: [
        `the name ${name ?? ''} is not possible: set the member profile to a name of lower-case letters, digits ` +
          'and hyphens, such as ours',
      ],
    };
  const parsed = isProfileName(parent) ? { contract: profile(parent) } : loadFile(parent);
  return 'problems' in parsed
    ? parsed
    : { contract: { ...applyOverrides(parsed.contract, overrides), profile: name } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** Whether validateValue has found nothing; the schema is generated from the types. */
const isProfileFile = (value: unknown): value is ProfileFile => validateValue(schema, value).length === 0;

/**
 * The shortest text from which ROSTRUM_PROFILE gives this contract: the name of a built-in profile, or JSON of what
 * differs from the nearest one. A deployment sets it for its processes, which do not have the file.
 */
export function formatProfile(contract: Contract): string {
  const texts = profileNames.map((parent) => {
    const differing = { ...differences(profile(parent), contract) };
    if (Object.keys(differing).length === 0) return parent;
    return JSON.stringify({ profile: contract.profile, extends: parent, ...differing });
  });
  return (
    texts.sort((a, b) => Number(!isProfileName(a)) - Number(!isProfileName(b)) || a.length - b.length)[0] ??
    ''
  );
}

/** The members of `changed` that differ from `from`. */
function differences(from: object, changed: object): object {
  const before = new Map<string, unknown>(Object.entries(from));
  return Object.fromEntries(
    Object.entries(changed).flatMap(([name, value]: [string, unknown]) => {
      const old = before.get(name);
      if (!isRecord(value) || !isRecord(old)) return value === old ? [] : [[name, value]];
      const inner = differences(old, value);
      return Object.keys(inner).length === 0 ? [] : [[name, inner]];
    }),
  );
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
