import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, parse } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type ParsedProfile, parseProfile, parseProfileValue } from '../contract/profile-file.ts';
import { isProfileName, profile, profileNames } from '../contract/profiles.ts';
import { didYouMean } from '../shared/suggestions.ts';

/** The contract of a profile: a built-in name, the path of a profile file, or the text of one. */
export function loadProfile(nameOrPath: string): ParsedProfile {
  if (isProfileName(nameOrPath)) return { contract: profile(nameOrPath) };
  if (nameOrPath.startsWith('{')) return parseProfile(nameOrPath, null);
  if (!/[./\\]/.test(nameOrPath)) return { problems: [unknownName(nameOrPath)] };
  return loadFile(nameOrPath, []);
}

const unknownName = (name: string): string =>
  `${name} is not a profile${didYouMean(name, profileNames) || '.'} There are ${profileNames.join(', ')}, and ` +
  'profile files, such as ./ours.json.';

/** A profile file, and the one that it extends. `children` are the files that led to it. */
function loadFile(path: string, children: readonly string[]): ParsedProfile {
  if (children.includes(path))
    return { problems: [`${path}: it extends itself, through ${children.join(', ')}.`] };
  const text = readText(path);
  if (text instanceof Error) return { problems: [`the profile file cannot be read: ${text.message}.`] };
  const value = parseProfileText(path, text);
  const loadParent = (parent: string) =>
    loadFile(isAbsolute(parent) ? parent : join(dirname(path), parent), [...children, path]);
  const parsed: ParsedProfile =
    value instanceof Error
      ? { problems: [value.message] }
      : parseProfileValue(value.value, parse(path).name, loadParent);
  if ('contract' in parsed) return parsed;
  const [first, ...more] = parsed.problems.map((problem) => `${path}: ${problem.replace(/\.$/, '')}.`);
  return { problems: [first ?? '', ...more] };
}

const fileCharsMax = 64 * 1024;

function readText(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The value of a file in JSON or YAML, or an error whose message is for people. */
export function parseProfileText(path: string, text: string): { readonly value: unknown } | Error {
  if (text.length > fileCharsMax) return new Error(`it is longer than ${fileCharsMax} characters`);
  const isYaml = /\.ya?ml$/i.test(path);
  try {
    return { value: isYaml ? readYamlText(text) : JSON.parse(text) };
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return new Error(`it is not ${isYaml ? 'YAML' : 'JSON'}: ${reason.replace(/:$/, '')}`);
  }
}

function readYamlText(text: string): unknown {
  const lineCounter = new LineCounter();
  // Pretty errors are quadratic: each of them copies its line.
  const document = parseDocument(text, {
    lineCounter,
    logLevel: 'silent',
    prettyErrors: false,
    uniqueKeys: false,
  });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(`${error.message} at line ${line}, column ${col}`);
  }
  return document.toJS();
}
