import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const root = new URL('../../..', import.meta.url).pathname;

/** The real program in a process of its own. */
export interface RunningProgram {
  readonly url: string;
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  /** Ends it and resolves with its exit code, or null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** A variable of this machine must not decide how a test goes: only these pass on. */
const inheritedVariables = ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE'] as const;

const environment = (env: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(
    inheritedVariables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  ),
  PORT: '0',
  ROSTRUM_PROFILE: 'test',
  ROSTRUM_MODEL: 'rehearsal',
  // Without it, programs that share a database would keep one in the checkout.
  ROSTRUM_SIGNING_KEY: 'signs the records of tests, and no others',
  ...env,
});

/** Starts a process and collects what it prints. */
export function spawnProgram(
  env: Readonly<Record<string, string>>,
  entry: string | readonly string[] = 'app/main.ts',
) {
  const child = spawn(process.execPath, [entry].flat(), {
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
): Promise<RunningProgram> {
  const { said: match, ...program } = await startAndWaitFor(
    env,
    /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/,
    entry,
  );
  return { ...program, url: `http://127.0.0.1:${match[1]}` };
}

/** Starts a worker, which answers nobody, and resolves once it claims debates. */
export const startWorkerProgram = (
  env: Readonly<Record<string, string>>,
): Promise<Omit<RunningProgram, 'url'>> =>
  startAndWaitFor({ ...env, ROSTRUM_ROLE: 'worker' }, /Rostrum is ready/);

/** Starts the program and resolves once what it has printed matches. */
async function startAndWaitFor(env: Readonly<Record<string, string>>, ready: RegExp, entry?: string) {
  const { child, exited, output } = spawnProgram(env, entry);
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
    said: match,
    child,
    output,
    stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** Kills what a failed test has left running; for afterEach or afterAll. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}
