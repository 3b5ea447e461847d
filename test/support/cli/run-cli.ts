import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import { testCli } from '../processes/test-bundle.ts';
import { compiledDir } from '../temporary-directory.ts';
import { createCommandTerminal } from './command-terminal.ts';

/** The file that npm links as `rostrum`. Most tests start the bundle, which takes half the time. */
export const cliPath = fileURLToPath(new URL('../../../app/rostrum.mjs', import.meta.url));

/** The CLI in a separate process, without a terminal. */
export interface CliRun {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
  /** Resolves once the output on either stream matches. */
  waitForOutput(pattern: RegExp): Promise<void>;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliEnvironment {
  /** Address of the server. */
  readonly url?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Ends a run that a failed test has left behind. */
const timeoutMs = 30_000;

/** Only PATH is inherited, so that the environment of the machine does not influence a test. */
const environment = (url: string, env: Readonly<Record<string, string>>) => ({
  PATH: process.env.PATH ?? '',
  ROSTRUM_URL: url,
  NODE_COMPILE_CACHE: compiledDir,
  ...env,
});

export function startCli(
  args: readonly string[],
  { url = '', stdin = '', env = {} }: CliEnvironment = {},
): CliRun {
  return collect(
    spawn(process.execPath, [testCli, ...args], { env: environment(url, env), timeout: timeoutMs }),
    stdin,
  );
}

/** Runs the CLI in this process, which takes a hundredth of the time that a separate one takes. */
export async function runCli(
  args: readonly string[],
  { url = '', stdin = '', env = {} }: CliEnvironment = {},
): Promise<CliResult> {
  const { terminal, stdout, stderr } = createCommandTerminal('a pipe', { ROSTRUM_URL: url, ...env }, stdin);
  const code = await runCommandLine(args, terminal);
  return { code, stdout: stdout.output(), stderr: stderr.output() };
}

/** The same on a terminal of 80 columns and 24 rows, made by util-linux's `script`. All output is in stdout. */
export function startCliOnTerminal(
  script: string,
  args: readonly string[],
  { url = '', env = {} }: CliEnvironment,
): CliRun {
  const command = [
    'stty cols 80 rows 24;',
    'exec',
    ...[process.execPath, testCli, ...args].map(shellQuote),
  ].join(' ');
  const all = environment(url, { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env });
  return collect(spawn(script, ['-qefc', command, '/dev/null'], { env: all, timeout: timeoutMs }), null);
}

const shellQuote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** With `stdin` null it stays open, because a terminal that loses its input hangs up. */
function collect(child: ReturnType<typeof spawn>, stdin: string | null): CliRun {
  const printed = { stdout: '', stderr: '' };
  const checks = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      for (const check of checks) check();
    });
  }
  if (stdin !== null) child.stdin?.end(stdin);
  const result = once(child, 'close').then(([code]): CliResult => ({ code, ...printed }));
  return {
    child,
    result,
    waitForOutput: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!pattern.test(printed.stdout + printed.stderr)) return;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
        void result.then(() =>
          reject(new Error(`ended before ${pattern}:\n${printed.stdout}${printed.stderr}`)),
        );
      }),
  };
}
