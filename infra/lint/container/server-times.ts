import type { FactName } from '../../../app/contract/facts.ts';
import type { FactBuilder } from '../parse/fact-builder.ts';
import type { Program } from './program.ts';
import { splitWords } from './words.ts';

/** The times of a well-known server that its command sets, or that it has without an option. */
interface ServerTime {
  readonly fact: Extract<FactName, 'node.keepAliveMs' | 'classes.api.deadlineMs'>;
  readonly ms: number;
  /** The option that sets it, or would set it. */
  readonly origin: string;
}

interface TimeOption {
  readonly fact: ServerTime['fact'];
  readonly names: readonly string[];
  readonly unitMs: number;
  /** In the unit of the option; none when the server has no such limit by itself. */
  readonly default?: number;
}

const second = 1000;
const keepAlive = 'node.keepAliveMs';
const request = 'classes.api.deadlineMs';

/** From the documentation of each server, November 2026. */
const servers: Readonly<Record<string, readonly TimeOption[]>> = {
  gunicorn: [
    { fact: request, names: ['--timeout', '-t'], unitMs: second },
    { fact: keepAlive, names: ['--keep-alive'], unitMs: second },
  ],
  uvicorn: [{ fact: keepAlive, names: ['--timeout-keep-alive'], unitMs: second, default: 5 }],
  hypercorn: [{ fact: keepAlive, names: ['--keep-alive'], unitMs: second, default: 5 }],
  uwsgi: [
    { fact: request, names: ['--harakiri'], unitMs: second },
    { fact: keepAlive, names: ['--http-keepalive'], unitMs: second },
  ],
  'waitress-serve': [{ fact: keepAlive, names: ['--channel-timeout'], unitMs: second, default: 120 }],
  next: [{ fact: keepAlive, names: ['--keepAliveTimeout'], unitMs: 1, default: 5000 }],
};

/** Workers that serve many requests at once: gunicorn's timeout then limits none of them. */
const concurrentWorker = /^(?:gthread|gevent|eventlet|tornado|aiohttp|uvicorn)/;

export function addServerTimes(builder: FactBuilder, program: Program): void {
  for (const { fact, ms, origin } of readServerTimes(program)) {
    const { place } = program.commandNode;
    builder.set(fact, ms, { ...place, path: `${place.path} ${origin}` });
  }
}

function readServerTimes({ command, environment }: Program): ServerTime[] {
  const words = (command ?? []).flatMap((word) => (/\s/.test(word) ? splitWords(word) : [word]));
  const start = words.findLastIndex((word) => Object.hasOwn(servers, nameOf(word)));
  if (start < 0) return [];
  const server = nameOf(words[start] ?? '');
  const extra = server === 'gunicorn' ? environment.get('GUNICORN_CMD_ARGS')?.value : '';
  const options = [...words.slice(start + 1), ...splitWords(typeof extra === 'string' ? extra : '')];
  const isConcurrent =
    server === 'gunicorn' && concurrentWorker.test(optionOf(options, ['-k', '--worker-class'])?.value ?? '');
  return (servers[server] ?? []).flatMap((option): ServerTime[] => {
    if (isConcurrent && option.fact === request) return [];
    const found = optionOf(options, option.names);
    const value = found === null ? option.default : Number(found.value);
    if (value === undefined || !Number.isFinite(value) || value <= 0) return [];
    return [{ fact: option.fact, ms: value * option.unitMs, origin: found?.name ?? option.names[0] ?? '' }];
  });
}

const nameOf = (word: string): string => word.replace(/^.*\//, '').toLowerCase();

function optionOf(words: readonly string[], names: readonly string[]) {
  for (const [index, word] of words.entries())
    for (const name of names) {
      if (word === name) return { name, value: words[index + 1] ?? '' };
      if (word.startsWith(`${name}=`)) return { name, value: word.slice(name.length + 1) };
    }
  return null;
}
