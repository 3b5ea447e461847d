import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asObject, formatTemplate, type Json, type JsonObject, normalizeTemplate } from './normalize.ts';

/** The committed templates: infra/synthesized/PROFILE.json. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = 'infra/synthesized';

/**
 * The template that `cdk synth` wrote to a directory, normalized for committing. Termination protection, which is not
 * in templates, is added as metadata.
 */
export function readSynthesized(directory: string, keep: readonly string[]): JsonObject {
  const manifest = readJson(join(directory, 'manifest.json'));
  const stacks = Object.values(asObject(manifest.artifacts))
    .map(asObject)
    .filter(({ type }) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (stack === undefined || stacks.length > 1)
    throw new Error(`${stacks.length} stacks in ${directory}; a deployment is one stack`);
  const { templateFile, terminationProtection = false } = asObject(stack.properties);
  const template = readJson(join(directory, String(templateFile)));
  return asObject(
    normalizeTemplate({ ...template, Metadata: { TerminationProtection: terminationProtection } }, keep),
  );
}

const readJson = (path: string): JsonObject => asObject(JSON.parse(readFileSync(path, 'utf8')));

export function writeSnapshot(profile: string, template: Json): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, `${profile}.json`), formatTemplate(template));
}

/** The templates in the working tree, by profile. */
export function readSnapshots(): Map<string, JsonObject> {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path).filter(isSnapshot) : [];
  return new Map(files.map((file) => [profileOf(file), readJson(join(path, file))]));
}

/** The revision does not exist, or git is not installed. */
export class UnknownRevisionError extends Error {
  override readonly name = 'UnknownRevisionError';
}

/** The templates in a git revision, by profile. Throws UnknownRevisionError if the revision does not exist. */
export function readSnapshotsAt(revision: string): Map<string, JsonObject> {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const git = (...args: string[]) => execFileSync('git', args, options);
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { status } = spawnSync('git', args, options);
  if (status === null)
    throw new UnknownRevisionError('git was not found, which reads the revision: install it');
  if (status !== 0) throw new UnknownRevisionError(`unknown revision ${revision}; try main or HEAD~1`);
  const files = git('ls-tree', '--name-only', revision, '--', `${folder}/`).split('\n').filter(isSnapshot);
  return new Map(
    files.map((file) => [profileOf(file), asObject(JSON.parse(git('show', `${revision}:${file}`)))]),
  );
}

const isSnapshot = (file: string): boolean => file.endsWith('.json');
const profileOf = (file: string): string => basename(file, '.json');
