import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { baselineWasm } from '../baseline-wasm.ts';
import { compiledDir } from '../temporary-directory.ts';
import { withDeathSignal } from './server-process.ts';
import { testBundle } from './test-bundle.ts';

const root = new URL('../../..', import.meta.url).pathname;

/** The real program in a separate process. */
export interface RunningProgram {
  readonly url: string;
  readonly child: ChildProcess;
  /** Its output so far. */
  output(): string;
  /** Sends the signal and resolves to the exit code, or null if the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Only these variables are inherited, so that the environment of the machine does not influence a test. */
const inheritedVariables = ['PATH', 'HOME', 'TMPDIR'] as const;

const environment = (env: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(
    inheritedVariables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  ),
  PORT: '0',
  ROSTRUM_PROFILE: 'test',
  ROSTRUM_MODEL: 'rehearsal',
  NODE_COMPILE_CACHE: compiledDir,
  // Without it, programs that share a database would create a key in the checkout.
  ROSTRUM_SIGNING_KEY: 'signs the records of tests, and no others',
  ...env,
});

/** Starts a process, by default of the test bundle, and collects its output. */
export function spawnProgram(
  env: Readonly<Record<string, string>>,
  entry: string | readonly string[] = testBundle,
  nodeOptions: readonly string[] = baselineWasm,
) {
  // An interrupted run leaves none of them running.
  const child = spawn(...withDeathSignal([process.execPath, ...nodeOptions, entry].flat()), {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'exit').then(([code]): number | null => {
    running.delete(child);
    return code;
  });
  return { child, exited, output: () => output };
}

/** Starts the program and resolves once it listens. */
export async function startProgram(
  env: Readonly<Record<string, string>>,
  entry?: string,
  nodeOptions?: readonly string[],
): Promise<RunningProgram> {
  const ready = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/;
  const { match, ...program } = await startAndWaitFor(env, ready, entry, nodeOptions);
  return { ...program, url: `http://127.0.0.1:${match[1]}` };
}

/** Starts a worker, which has no HTTP server, and resolves once it claims debates. */
export const startWorkerProgram = (
  env: Readonly<Record<string, string>>,
): Promise<Omit<RunningProgram, 'url'>> =>
  startAndWaitFor({ ...env, ROSTRUM_ROLE: 'worker' }, /Rostrum is ready/);

/** Starts the program and resolves once its output matches. */
async function startAndWaitFor(
  env: Readonly<Record<string, string>>,
  ready: RegExp,
  entry?: string,
  nodeOptions?: readonly string[],
) {
  const { child, exited, output } = spawnProgram(env, entry, nodeOptions);
  const matched = new Promise<RegExpExecArray>((resolve) => {
    child.stdout.on('data', () => {
      const found = ready.exec(output());
      if (found) resolve(found);
    });
  });
  const match = await Promise.race([
    matched,
    exited.then((code) => Promise.reject(new Error(`exited with ${code} before it was ready:\n${output()}`))),
  ]);
  return {
    match,
    child,
    output,
    stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** Kills the programs that a failed test has left running; for afterEach or afterAll. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}
