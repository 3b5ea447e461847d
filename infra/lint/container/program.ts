import { contractHash } from '../../../app/config/contract-hash.ts';
import { parseProfile } from '../../../app/contract/profile-file.ts';
import { isProfileName, profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ConfigNode } from '../parse/config-node.ts';
import type { Rule, Violation } from '../types.ts';
import { findSignalProblem, signalMayReachProgram, signalReachesProgram } from './pid1.ts';

/** The program of a container, as far as its file describes it. */
export interface Program {
  /** The command of its first process; null when the image decides. */
  readonly command: readonly string[] | null;
  readonly commandNode: ConfigNode;
  /** Environment variables with literal values. */
  readonly environment: ReadonlyMap<string, ConfigNode>;
  readonly memoryBytesMax: number | null;
  /** Null when it is built from a file that is not read. */
  readonly image: string | null;
  /** Whether an init is the first process, and starts the command. */
  readonly hasInit: boolean;
}

const heapWithinLimit: Rule = {
  id: 'heap-within-limit',
  severity: 'error',
  summary: "The heap limit is smaller than the container's memory",
  rationale:
    'containers killed for memory (exit 137) without a drain, where a garbage collection would have been enough',
  fix: 'Set --max-old-space-size to three quarters of the memory, or raise the memory limit.',
  supersededBy: ['web-heap-within-memory', 'worker-heap-within-memory'],
};

const contractIsDeployedOne: Rule = {
  id: 'contract-is-the-deployed-one',
  severity: 'error',
  summary: 'The file was generated from the current contract',
  rationale:
    'findings that compare with a contract other than the deployed one; the program refuses to start',
  fix: 'Audit with the sources that generated the file, or render or synthesize it again.',
};

export const programRules: readonly Rule[] = [
  signalReachesProgram,
  signalMayReachProgram,
  heapWithinLimit,
  contractIsDeployedOne,
];

const MiB = 1024 * 1024;

/** Rules for a program on any platform. */
export function checkProgram(program: Program): Violation[] {
  const { command, commandNode, environment, memoryBytesMax } = program;
  const violations: Violation[] = [];
  const signalProblem = command === null ? null : findSignalProblem(command, program);
  if (signalProblem !== null) violations.push({ ...signalProblem, place: commandNode.place });
  const options = environment.get('NODE_OPTIONS');
  const [optionsHeapMiB, commandHeapMiB] = [
    parseHeapMiB(textOf(options)),
    parseHeapMiB((command ?? []).join(' ')),
  ];
  const heapMiB = commandHeapMiB ?? optionsHeapMiB;
  if (heapMiB !== null && memoryBytesMax !== null && heapMiB * MiB >= memoryBytesMax)
    violations.push({
      rule: heapWithinLimit,
      place: (commandHeapMiB === null && options ? options : commandNode).place,
      message: `the heap limit is ${heapMiB} MiB, and the container has ${Math.round(memoryBytesMax / MiB)} MiB`,
    });
  const contractVariable = environment.get('ROSTRUM_CONTRACT');
  const namedProfile = namedContract(environment);
  if (
    contractVariable &&
    namedProfile &&
    isLiteral(contractVariable) &&
    contractVariable.value !== contractHash(namedProfile)
  )
    violations.push({
      rule: contractIsDeployedOne,
      place: contractVariable.place,
      message: `its hash is not that of the current ${namedProfile.profile} contract`,
    });
  return violations;
}

function parseHeapMiB(text: string): number | null {
  const [, size] = /--max[-_]old[-_]space[-_]size[= ](\d{1,7})\b/.exec(text) ?? [];
  return size === undefined ? null : Number(size);
}

/** The contract of a Rostrum container: its environment names the profile, and the hash is the current one. */
export function deployedContract(environment: ReadonlyMap<string, ConfigNode>): Contract | null {
  const namedProfile = namedContract(environment);
  const contractVariable = environment.get('ROSTRUM_CONTRACT');
  return namedProfile !== null &&
    contractVariable &&
    isLiteral(contractVariable) &&
    contractVariable.value !== contractHash(namedProfile)
    ? null
    : namedProfile;
}

function namedContract(environment: ReadonlyMap<string, ConfigNode>): Contract | null {
  const text = textOf(environment.get('ROSTRUM_PROFILE'));
  if (isProfileName(text)) return profile(text);
  const parsed = text.startsWith('{') ? parseProfile(text, null) : null;
  return parsed !== null && 'contract' in parsed ? parsed.contract : null;
}

/** Compose interpolates `$` only at start. */
const isLiteral = ({ value }: ConfigNode): boolean => typeof value === 'string' && !value.includes('$');

const otherServers = [
  'postgres|postgis|pgbouncer|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|kafka|zookeeper|minio',
  'nginx|traefik|caddy|haproxy|envoy|httpd|elasticsearch|opensearch|prometheus|grafana|alertmanager|jaeger',
].join('|');
const otherServerImage = new RegExp(`(?:^|/)(?:${otherServers})(?:[:@]|$)`);

/** False for images of well-known servers: facts about the program do not apply to them. */
export const mayBeProgram = (image: ConfigNode): boolean => !otherServerImage.test(textOf(image));

export const textOf = (node: ConfigNode | undefined): string =>
  typeof node?.value === 'string' ? node.value : '';
