import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { type ParsedProfile, parseProfile } from '../contract/profile-file.ts';
import { isProfileName, profile, profileNames } from '../contract/profiles.ts';
import { didYouMean } from '../shared/suggestions.ts';

/** The contract of a profile: a built-in name, the path of a profile file, or the text of one. */
export function loadProfile(nameOrPath: string): ParsedProfile {
  if (isProfileName(nameOrPath)) return { contract: profile(nameOrPath) };
  if (nameOrPath.startsWith('{')) return parseProfile(nameOrPath, null);
  if (!/[./\\]/.test(nameOrPath)) return { problems: [unknownName(nameOrPath)] };
  if (/\.ya?ml$/.test(nameOrPath))
    return { problems: [`${nameOrPath}: a profile file is JSON, not YAML. Write the same as JSON.`] };
  const text = readText(nameOrPath);
  if (text instanceof Error) return { problems: [`the profile file cannot be read: ${text.message}.`] };
  const parsed = parseProfile(text, parse(nameOrPath).name);
  if ('contract' in parsed) return parsed;
  const [first, ...more] = parsed.problems.map((problem) => `${nameOrPath}: ${problem}.`);
  return { problems: [first ?? '', ...more] };
}

const unknownName = (name: string): string =>
  `${name} is not a profile${didYouMean(name, profileNames) || '.'} There are ${profileNames.join(', ')}, and ` +
  'profile files, such as ./ours.json.';

function readText(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
