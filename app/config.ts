import { isIP } from 'node:net';
import { type AccessConfig, accessOf } from './access.ts';
import type { Contract } from './contract/contract.ts';
import { type VariableName, variables } from './contract/env.ts';
import { broken, inWords } from './contract/invariants.ts';
import { isProfileName, profile, profileNames, withDifferences } from './contract/profiles.ts';

export type ProcessRole = 'web' | 'worker' | 'all' | 'migrate';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The declared variables that are set. */
export type Environment = Readonly<Partial<Record<VariableName, string>>>;

export interface Config {
  readonly contract: Contract;
  readonly role: ProcessRole;
  readonly host: string;
  readonly port: number;
  /** How many processes share the port; one needs no supervisor. */
  readonly processes: number;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly access: AccessConfig;
  readonly metricsEnabled: boolean;
  readonly logLevel: LogLevel;
  readonly environment: Environment;
}

/** Everything that is wrong with the environment, at once, each with its cure. */
export class BadEnvironment extends Error {
  constructor(problems: readonly string[]) {
    super(`The environment is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'BadEnvironment';
  }
}

const roles: readonly ProcessRole[] = ['web', 'worker', 'all', 'migrate'];
const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads the variables that contract/env.ts declares, on a machine with so many CPUs. Throws BadEnvironment. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, cpus: number): Config {
  const environment = declared(env);
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

  const config = {
    contract: contractOf(value('ROSTRUM_PROFILE'), environment.DEBATES_PER_WORKER, problems),
    role: oneOf('ROSTRUM_ROLE', roles, 'all'),
    host: value('HOST'),
    port: portOf(value('PORT'), problems),
    processes: processesOf(value('WORKERS'), cpus, problems),
    dataDir: value('ROSTRUM_DATA_DIR'),
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    metricsEnabled: oneOf('METRICS_ENABLED', ['true', 'false'], 'true') === 'true',
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
    environment,
  };
  for (const name of baseUrls) url(name, ['http:', 'https:']);
  const access = accessOf(config, problems);
  checkRelations(config, problems);
  if (problems.length > 0) throw new BadEnvironment(problems);
  return { ...config, access };
}

const baseUrls: readonly VariableName[] = [
  'ANTHROPIC_BASE_URL',
  'OPENAI_BASE_URL',
  'GOOGLE_GENERATIVE_AI_BASE_URL',
  'BEDROCK_BASE_URL',
  'OPENAI_COMPATIBLE_URL',
];

/** Values that must never be written to a log. */
export const secretsOf = (environment: Environment): string[] =>
  Object.entries(variables).flatMap(([name, variable]) => {
    const value = new Map(Object.entries(environment)).get(name);
    return 'secret' in variable && value ? [value] : [];
  });

function declared(env: Readonly<Record<string, string | undefined>>): Environment {
  const entries = Object.keys(variables).flatMap((name) => {
    const text = env[name]?.trim();
    return text ? [[name, text]] : [];
  });
  return Object.fromEntries(entries);
}

function contractOf(name: string, debatesPerWorker: string | undefined, problems: string[]): Contract {
  if (!isProfileName(name)) {
    problems.push(`ROSTRUM_PROFILE=${name}: it must be one of ${profileNames.join(', ')}.`);
    return profile('development');
  }
  if (debatesPerWorker !== undefined && !/^[1-9]\d{0,5}$/.test(debatesPerWorker)) {
    problems.push(`DEBATES_PER_WORKER=${debatesPerWorker}: it must be a number of debates, 1 or more.`);
    return profile(name);
  }
  const contract = debatesPerWorker
    ? withDifferences(profile(name), { work: { debatesPerWorker: Number(debatesPerWorker) } })
    : profile(name);
  for (const finding of broken(contract)) problems.push(`The contract: ${inWords(finding)}.`);
  return contract;
}

function portOf(text: string, problems: string[]): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  problems.push(`PORT=${text}: it must be a number from 0 to 65535; 0 takes any free port.`);
  return 0;
}

function processesOf(text: string, cpus: number, problems: string[]): number {
  if (/^\d{1,3}$/.test(text)) return Number(text) || cpus;
  problems.push(`WORKERS=${text}: it must be a number of processes; 0 takes one a CPU.`);
  return 1;
}

type Checked = Pick<Config, 'host' | 'role' | 'databaseUrl' | 'redisUrl' | 'processes'>;

function checkRelations({ host, role, databaseUrl, redisUrl, processes }: Checked, problems: string[]): void {
  if (!isIP(host) && host !== 'localhost')
    problems.push(`HOST=${host}: it must be an IP address or localhost.`);
  if (role !== 'all' && databaseUrl === null)
    problems.push(
      `ROSTRUM_ROLE=${role}: it needs DATABASE_URL, because the embedded database serves one process.`,
    );
  if (processes > 1 && (databaseUrl === null || redisUrl === null))
    problems.push(
      `WORKERS: ${processes} processes need DATABASE_URL and REDIS_URL, because they share no memory. ` +
        'Set both, or leave WORKERS unset.',
    );
}
