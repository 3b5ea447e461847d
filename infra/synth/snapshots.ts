import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatTemplate, type Json, normalizeTemplate } from './normalize.ts';
import type { Templates } from './summary.ts';

/** The committed templates: infra/synthesized/PROFILE/STACK.json. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = 'infra/synthesized';

/** The templates that `cdk synth` wrote to a directory, normalized for committing. */
export function readSynthesized(directory: string, keep: readonly string[]): Templates {
  const suffix = '.template.json';
  const files = readdirSync(directory).filter((name) => name.endsWith(suffix));
  return Object.fromEntries(
    files.map((name) => {
      const template: Json = JSON.parse(readFileSync(join(directory, name), 'utf8'));
      return [name.slice(0, -suffix.length), normalizeTemplate(template, keep)];
    }),
  );
}

export function writeSnapshots(profile: string, templates: Templates): void {
  const path = join(root, folder, profile);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  for (const [stack, template] of Object.entries(templates))
    writeFileSync(join(path, `${stack}.json`), formatTemplate(template));
}

/** The templates in the working tree, by profile. */
export function readSnapshots(): Map<string, Templates> {
  const path = join(root, folder);
  const profiles = existsSync(path) ? readdirSync(path) : [];
  const files = profiles.flatMap((profile) =>
    readdirSync(join(path, profile)).map((file) => `${folder}/${profile}/${file}`),
  );
  return groupByProfile(files, (file) => readFileSync(join(root, file), 'utf8'));
}

/** The revision does not exist, or git is not installed. */
export class UnknownRevisionError extends Error {
  override readonly name = 'UnknownRevisionError';
}

/** The templates in a git revision, by profile. Throws UnknownRevisionError if the revision does not exist. */
export function readSnapshotsAt(revision: string): Map<string, Templates> {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const git = (...args: string[]) => execFileSync('git', args, options);
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { status } = spawnSync('git', args, options);
  if (status === null)
    throw new UnknownRevisionError('git was not found, which reads the revision: install it');
  if (status !== 0) throw new UnknownRevisionError(`unknown revision ${revision}; try main or HEAD~1`);
  const files = git('ls-tree', '-r', '--name-only', revision, '--', folder).split('\n').filter(Boolean);
  return groupByProfile(files, (file) => git('show', `${revision}:${file}`));
}

function groupByProfile(files: readonly string[], read: (file: string) => string): Map<string, Templates> {
  const profiles = Map.groupBy(files, (file) => file.split('/').at(-2) ?? '');
  return new Map(
    [...profiles].map(([profile, files]) => [
      profile,
      Object.fromEntries(files.map((file) => [stackName(file), JSON.parse(read(file)) as Json])),
    ]),
  );
}

const stackName = (file: string): string => file.split('/').at(-1)?.replace('.json', '') ?? '';
