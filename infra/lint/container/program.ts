import { contractHash } from '../../../app/config/contract-hash.ts';
import { isProfileName, profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { View } from '../parse/value-ref.ts';
import type { Flaw, Rule } from '../source.ts';
import { heard, whyDeaf } from './pid1.ts';

/** What a container runs, as far as its file says. */
export interface Program {
  /** The words of its first process, or null where the image decides. */
  readonly command: readonly string[] | null;
  readonly commandNode: View;
  /** The variables that the file gives it as plain texts. */
  readonly environment: ReadonlyMap<string, View>;
  readonly memoryBytesMax: number | null;
}

const heap: Rule = {
  id: 'heap-within-limit',
  severity: 'error',
  summary: "The largest heap is smaller than the container's memory",
  prevents:
    'containers that are killed for lack of memory (137), with no drain, where a collection would have done',
  fix: 'Set --max-old-space-size to three quarters of the memory, or raise the limit.',
  toldBy: ['web-heap-within-memory', 'worker-heap-within-memory'],
};

const another: Rule = {
  id: 'contract-is-the-deployed-one',
  severity: 'error',
  summary: 'The file was made from the contract that is here',
  prevents:
    'numbers that are judged against another contract than the one that runs; the program would not start',
  fix: 'Audit with the sources that it was made from, or render or synthesize it again.',
};

export const programRules: readonly Rule[] = [heard, heap, another];

const MiB = 1024 * 1024;

/** What is wrong with a program wherever it runs. */
export function flawsOfProgram({ command, commandNode, environment, memoryBytesMax }: Program): Flaw[] {
  const flaws: Flaw[] = [];
  const deaf = command === null ? null : whyDeaf(command);
  if (deaf !== null) flaws.push({ rule: heard, place: commandNode.place, message: deaf });
  const options = environment.get('NODE_OPTIONS');
  const [inOptions, inWords] = [heapMiBOf(textOf(options)), heapMiBOf((command ?? []).join(' '))];
  const heapMiB = inWords ?? inOptions;
  if (heapMiB !== null && memoryBytesMax !== null && heapMiB * MiB >= memoryBytesMax)
    flaws.push({
      rule: heap,
      place: (inWords === null && options ? options : commandNode).place,
      message: `the heap may be ${heapMiB} MiB, and the container ${Math.round(memoryBytesMax / MiB)} MiB`,
    });
  const said = environment.get('ROSTRUM_CONTRACT');
  const named = namedContract(environment);
  if (said && named && isPlain(said) && said.value !== contractHash(named))
    flaws.push({
      rule: another,
      place: said.place,
      message: `it names another state of ${named.profile} than the one here`,
    });
  return flaws;
}

function heapMiBOf(text: string): number | null {
  const [, size] = /--max[-_]old[-_]space[-_]size[= ](\d{1,7})\b/.exec(text) ?? [];
  return size === undefined ? null : Number(size);
}

/** The contract that our own program runs with: it is named in its environment, and has not changed since. */
export function contractOf(environment: ReadonlyMap<string, View>): Contract | null {
  const named = namedContract(environment);
  const said = environment.get('ROSTRUM_CONTRACT');
  return named !== null && said && isPlain(said) && said.value !== contractHash(named) ? null : named;
}

function namedContract(environment: ReadonlyMap<string, View>): Contract | null {
  const name = textOf(environment.get('ROSTRUM_PROFILE'));
  return isProfileName(name) ? profile(name) : null;
}

/** What Compose fills in itself is known only then. */
const isPlain = ({ value }: View): boolean => typeof value === 'string' && !value.includes('$');

const others = [
  'postgres|postgis|pgbouncer|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|kafka|zookeeper|minio',
  'nginx|traefik|caddy|haproxy|envoy|httpd|elasticsearch|opensearch|prometheus|grafana|alertmanager|jaeger',
].join('|');
const ofOthers = new RegExp(`(?:^|/)(?:${others})(?:[:@]|$)`);

/** Whether an image may be the program that is judged, and not one of the well-known servers beside it. */
export const mayBeProgram = (image: View): boolean => !ofOthers.test(textOf(image));

export const textOf = (view: View | undefined): string => (typeof view?.value === 'string' ? view.value : '');
