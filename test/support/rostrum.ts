import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from './temporary.ts';

export const rostrumPath = fileURLToPath(new URL('../../app/rostrum.mjs', import.meta.url));

/** The terminal program as a process of its own, without a terminal. */
export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once what it has printed on either stream matches. */
  until(pattern: RegExp): Promise<void>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  /** Where the server is. */
  readonly url?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A run that a failed test has left behind ends by itself. */
const longestMs = 30_000;

/** Nothing of this machine's environment but the path may decide how a test goes. */
const environment = (url: string, env: Readonly<Record<string, string>>) => ({
  PATH: process.env.PATH ?? '',
  ROSTRUM_URL: url,
  // Each test starts the program: compiled once, it starts in half the time.
  NODE_COMPILE_CACHE: join(cacheDir, 'compiled'),
  ...env,
});

export function start(args: readonly string[], { url = '', stdin = '', env = {} }: Surroundings = {}): Run {
  return collect(
    spawn(process.execPath, [rostrumPath, ...args], { env: environment(url, env), timeout: longestMs }),
    stdin,
  );
}

export const rostrum = (args: readonly string[], surroundings?: Surroundings): Promise<Ended> =>
  start(args, surroundings).ended;

/** The same on a terminal of 80 columns and 24 rows, which util-linux's `script` makes. All output is in stdout. */
export function startOnTerminal(
  script: string,
  args: readonly string[],
  { url = '', env = {} }: Surroundings,
): Run {
  const command = [
    'stty cols 80 rows 24;',
    'exec',
    ...[process.execPath, rostrumPath, ...args].map(quoted),
  ].join(' ');
  const all = environment(url, { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env });
  return collect(spawn(script, ['-qefc', command, '/dev/null'], { env: all, timeout: longestMs }), null);
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** With `stdin` null it stays open, for a terminal that loses its input hangs up. */
function collect(child: ReturnType<typeof spawn>, stdin: string | null): Run {
  const printed = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      for (const look of waiting) look();
    });
  }
  if (stdin !== null) child.stdin?.end(stdin);
  const ended = once(child, 'close').then(([code]): Ended => ({ code, ...printed }));
  return {
    child,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(printed.stdout + printed.stderr)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() =>
          reject(new Error(`ended before ${pattern}:\n${printed.stdout}${printed.stderr}`)),
        );
      }),
  };
}
