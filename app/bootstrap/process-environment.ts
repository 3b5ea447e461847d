import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { url as debuggerUrl } from 'node:inspector';
import { availableParallelism } from 'node:os';
import manifest from '../../package.json' with { type: 'json' };
import { type Config, parseConfig, secretsOf } from '../config/config.ts';
import { readModelsFile } from '../config/models-file.ts';
import { withSecretFiles } from '../config/secret-files.ts';
import { createLog, type Log } from '../runtime/log.ts';
import { firstProcessVariable, sharedUrlVariable, standbyVariable } from '../runtime/supervisor/process.ts';
import { randomId } from './random-ids.ts';

interface ReadOptions {
  readonly fixedRole?: 'function';
  readonly env?: NodeJS.ProcessEnv;
}

/** The configuration from environment variables, by default those of this process. */
export function readConfig({ fixedRole, env: variables = process.env }: ReadOptions = {}): Config {
  const env = withSecretFiles(variables, readText);
  // A migration calls no models, and may run where the file is not.
  const modelsFile = env.ROSTRUM_ROLE === 'migrate' ? null : readModelsFile(env, readText);
  return parseConfig(env, availableParallelism(), { fixedRole, modelsFile });
}

const readText = (path: string) => readFileSync(path, 'utf8');

/** The log of a process with this name. */
export const openLog = (config: Config, name: string): Promise<Log> =>
  createLog({
    level: config.logLevel,
    process: name,
    pretty: process.stdout.isTTY,
    secrets: secretsOf(config),
  });

/** What the supervisor has told this process at its start. */
export const assignment = {
  /** It prints the summary of the configuration, once for all processes. */
  isFirst: process.env[firstProcessVariable] !== undefined,
  /** It waits for its predecessor to end before it opens the store. */
  isStandby: process.env[standbyVariable] !== undefined,
  /** The URL of the port whose connections it receives from the supervisor; null: it listens itself. */
  sharedUrl: process.env[sharedUrlVariable] ?? null,
};

export const print = (text: string) => process.stdout.write(text);
export const exit = (code: number) => process.exit(code);
/** A process that a debugger holds does not hang. */
export const isDebugged = () => debuggerUrl() !== undefined;
export const sinceStartMs = () => performance.now();

/** The version, time and randomness of this program. */
export const environmentDeps = {
  version: manifest.version,
  now: () => new Date(),
  random: Math.random,
  randomId,
  randomSecret: () => randomBytes(32).toString('base64url'),
};
