import { isIP } from 'node:net';
import { checkConfiguredModels } from '../agents/model-availability.ts';
import { type VariableName, variables } from '../contract/env.ts';
import type { Contract } from '../contract/types/contract.ts';
import { modelRoles, type ProcessRole } from '../contract/variable.ts';
import type { PoolSharing } from '../store/postgres/pool-size.ts';
import { type AccessConfig, missingAdminKey, parseAccess, parseHosts } from './access.ts';
import { readProfile, withVariableOverrides } from './contract.ts';
import { contractHash } from './contract-hash.ts';
import { composeDatabaseUrl } from './database-url.ts';
import {
  type Environment,
  EnvironmentError,
  pickDeclaredVariables,
  type RawEnvironment,
} from './environment.ts';
import type { ModelsFile } from './models-file.ts';
import { parseSigningSecret } from './signing.ts';
import { parseSources, type SourcesConfig } from './sources.ts';
import { unknownVariables } from './unknown-variables.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface Config {
  readonly contract: Contract;
  /** Hash of the profile's contract, before environment variables override any value. */
  readonly contractHash: string;
  readonly role: ProcessRole;
  readonly host: string;
  readonly port: number;
  /** Number of processes that share the port; 1 runs without a supervisor. */
  readonly processes: number;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly poolSharing: PoolSharing;
  readonly redisUrl: string | null;
  readonly access: AccessConfig;
  /** The secret from which the signing key is derived; null: one is created in the data directory. */
  readonly signingSecret: string | null;
  /** Hosts that webhooks may call, whatever their addresses. */
  readonly webhookHosts: readonly string[];
  readonly sources: SourcesConfig;
  readonly metricsEnabled: boolean;
  /** Port on which a worker serves its metrics; null: none. */
  readonly metricsPort: number | null;
  /** Write metrics for CloudWatch to stdout. */
  readonly emf: boolean;
  readonly logLevel: LogLevel;
  readonly environment: Environment;
  /** The content of ROSTRUM_MODELS_FILE; null if it is not set. */
  readonly modelsFile: ModelsFile | null;
}

export interface ConfigOptions {
  /** Overrides ROSTRUM_ROLE. */
  readonly fixedRole?: 'function' | undefined;
  readonly modelsFile?: ModelsFile | null;
}

/** The values of ROSTRUM_ROLE. The role `function` is set by the Lambda entry. */
const startableRoles: readonly ProcessRole[] = ['web', 'worker', 'all', 'migrate'];
const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Parses the variables that contract/env.ts declares. `cpus` is the number of CPUs of the machine. Throws
 * EnvironmentError with every problem.
 */
export function parseConfig(
  env: RawEnvironment,
  cpus: number,
  { fixedRole, modelsFile = null }: ConfigOptions = {},
): Config {
  const environment = pickDeclaredVariables(env);
  const problems: string[] = [];
  const value = (name: VariableName): string => {
    const variable = variables[name];
    return environment[name] ?? ('default' in variable ? variable.default : '');
  };
  const oneOf = <T extends string>(name: VariableName, allowed: readonly T[], fallback: T): T => {
    const found = allowed.find((option) => option === value(name));
    if (found === undefined)
      problems.push(`${name}=${value(name)}: it must be one of ${allowed.join(', ')}.`);
    return found ?? fallback;
  };
  const url = (name: VariableName, schemes: readonly string[]): string | null => {
    const text = environment[name];
    if (text === undefined) return null;
    const scheme = URL.canParse(text) ? new URL(text).protocol : '';
    if (!schemes.includes(scheme))
      problems.push(`${name}: it must be a URL that begins with ${schemes.join(' or ')}//.`);
    return text;
  };

  const composedUrl = composeDatabaseUrl(environment, problems);
  const profiled = readProfile(value('ROSTRUM_PROFILE'), problems);
  const processes = parseProcesses(value('WORKERS'), cpus, problems);
  const config = {
    contract: withVariableOverrides(profiled, environment, problems),
    contractHash: contractHash(profiled),
    role: fixedRole ?? oneOf('ROSTRUM_ROLE', startableRoles, 'all'),
    host: value('HOST'),
    port: parsePort(value('PORT'), problems),
    processes,
    dataDir: value('ROSTRUM_DATA_DIR'),
    poolSharing: {
      processes,
      isDeployed: environment.ROSTRUM_CONTRACT !== undefined,
      connectionsMax: parseConnections(environment.DATABASE_CONNECTIONS, problems),
    },
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']) ?? composedUrl,
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    webhookHosts: parseHosts(environment, problems),
    metricsEnabled: oneOf('METRICS_ENABLED', ['true', 'false'], 'true') === 'true',
    metricsPort: environment.METRICS_PORT
      ? parsePort(environment.METRICS_PORT, problems, 'METRICS_PORT')
      : null,
    emf: oneOf('ROSTRUM_EMF', ['true', 'false'], 'false') === 'true',
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
    environment,
    modelsFile,
  };
  for (const name of baseUrls) url(name, ['http:', 'https:']);
  const problemsBefore = problems.length;
  const access = parseAccess(config, problems);
  const sources = parseSources(environment, access.isOpen, problems);
  const signingSecret = parseSigningSecret(config, access.isOpen, problems);
  // Only together with other missing secrets: alone it is no problem if the database has an admin key.
  if (problems.length > problemsBefore) problems.push(...missingAdminKey(config.role, access));
  if (modelRoles.includes(config.role))
    problems.push(...checkConfiguredModels(environment, profiled, modelsFile?.serverNames ?? []));
  checkRelations(config, problems);
  if (problems.length > 0) throw new EnvironmentError([...problems, ...unknownVariables(Object.keys(env))]);
  return { ...config, access, signingSecret, sources };
}

const baseUrls: readonly VariableName[] = [
  'ANTHROPIC_BASE_URL',
  'OPENAI_BASE_URL',
  'GOOGLE_GENERATIVE_AI_BASE_URL',
  'OPENROUTER_BASE_URL',
  'BEDROCK_BASE_URL',
  'OPENAI_COMPATIBLE_URL',
];

/** Values that must never be written to a log. */
export function secretsOf({ environment, databaseUrl, modelsFile }: Config): string[] {
  const values = new Map(Object.entries(environment));
  const declared = Object.entries(variables).flatMap(([name, variable]) =>
    'secret' in variable ? (values.get(name) ?? []) : [],
  );
  const secrets = [...declared, ...Object.values(modelsFile?.keys ?? {})];
  // A composed URL holds the password percent-encoded.
  return databaseUrl ? [...secrets, databaseUrl] : secrets;
}

function parsePort(text: string, problems: string[], name: VariableName = 'PORT'): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  problems.push(`${name}=${text}: it must be a number from 0 to 65535; 0 picks a free port.`);
  return 0;
}

function parseConnections(text: string | undefined, problems: string[]): number | null {
  if (text === undefined || /^[1-9]\d{0,5}$/.test(text)) return text === undefined ? null : Number(text);
  problems.push(`DATABASE_CONNECTIONS=${text}: it must be a positive whole number.`);
  return null;
}

function parseProcesses(text: string, cpus: number, problems: string[]): number {
  if (/^\d{1,3}$/.test(text)) return Number(text) || cpus;
  problems.push(`WORKERS=${text}: it must be a number of processes; 0 starts one per CPU.`);
  return 1;
}

type ParsedVariables = Omit<Config, 'access' | 'signingSecret' | 'sources'>;

function checkRelations(config: ParsedVariables, problems: string[]): void {
  const { host, role, databaseUrl, redisUrl, processes, environment, contract, contractHash } = config;
  const { ROSTRUM_CONTRACT: deployed } = environment;
  if (deployed !== undefined && deployed !== contractHash)
    problems.push(
      `ROSTRUM_CONTRACT: the deployment was built from the contract ${deployed}, but this program has the contract ` +
        `${contractHash} (profile ${contract.profile}). Build and deploy the program from the same sources with the ` +
        'same profile.',
    );
  if (!isIP(host) && host !== 'localhost')
    problems.push(`HOST=${host}: it must be an IP address or localhost.`);
  if (role !== 'all' && databaseUrl === null)
    problems.push(
      `${roleName(role)} needs DATABASE_URL or DATABASE_HOST, because the embedded database serves only one process.`,
    );
  if (processes > 1 && (databaseUrl === null || redisUrl === null))
    problems.push(
      `WORKERS: ${processes} processes need DATABASE_URL and REDIS_URL, because they share no memory. ` +
        'Set both, or leave WORKERS unset.',
    );
}

const roleName = (role: ProcessRole): string =>
  role === 'function' ? 'A function' : `ROSTRUM_ROLE=${role}: it`;
