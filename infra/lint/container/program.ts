import { contractHash } from '../../../app/config/contract-hash.ts';
import { parseProfile } from '../../../app/contract/profile-file.ts';
import { isProfileName, profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ConfigNode } from '../parse/config-node.ts';

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

/** The contract that the environment of a Rostrum container names, and its hash when that is of another version. */
export function readContract(environment: Program['environment']): {
  readonly named: Contract | null;
  readonly outdatedHash: ConfigNode | null;
} {
  const named = namedContract(environment.get('ROSTRUM_PROFILE')?.string() ?? '');
  const hash = environment.get('ROSTRUM_CONTRACT');
  // Compose interpolates `$` only at start.
  const isLiteral = typeof hash?.value === 'string' && !hash.value.includes('$');
  const isOutdated = named !== null && isLiteral && hash.value !== contractHash(named);
  return { named, outdatedHash: isOutdated ? hash : null };
}

/** The contract of a Rostrum container, if it is the current one. */
export function deployedContract(environment: Program['environment']): Contract | null {
  const { named, outdatedHash } = readContract(environment);
  return outdatedHash === null ? named : null;
}

function namedContract(text: string): Contract | null {
  if (isProfileName(text)) return profile(text);
  const parsed = text.startsWith('{') ? parseProfile(text, null) : null;
  return parsed !== null && 'contract' in parsed ? parsed.contract : null;
}

const otherServers = [
  'postgres|postgis|pgbouncer|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|kafka|zookeeper|minio',
  'nginx|traefik|caddy|haproxy|envoy|httpd|elasticsearch|opensearch|prometheus|grafana|alertmanager|jaeger',
].join('|');
const otherServerImage = new RegExp(`(?:^|/)(?:${otherServers})(?:[:@]|$)`);

/** False for images of well-known servers: facts about the program do not apply to them. */
export const mayBeProgram = (image: ConfigNode): boolean => !otherServerImage.test(image.string());
