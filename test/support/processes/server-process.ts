import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { findProgram } from './require-program.ts';

/** A database server of the tests. */
export interface ServerProcess {
  readonly pid: number;
  /** Ends it with the signal and waits until it has ended; does nothing when it has already. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/**
 * A command that dies with this process, even when that is killed, and that runs as `user` when one is named.
 * Both are setpriv's doing: where it is missing (and no user named) the command is left as it is.
 */
export function withDeathSignal(
  command: readonly string[],
  user?: string,
): [program: string, args: string[]] {
  const setpriv = findProgram('setpriv');
  const as = user ? [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : [];
  const [program = '', ...args] = setpriv ? [setpriv, '--pdeathsig', 'KILL', ...as, ...command] : command;
  return [program, args];
}

/**
 * Starts a server and waits until a line that it prints matches `ready`. Throws with all that it printed when
 * it ends before that.
 */
export async function startServerProcess(
  command: readonly string[],
  ready: RegExp,
  user?: string,
): Promise<ServerProcess> {
  const child = spawn(...withDeathSignal(command, user), { stdio: ['ignore', 'pipe', 'pipe'] });
  await untilReady(child, command.join(' '), ready);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.join(' ')} has no process`);
  return {
    pid,
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

function untilReady(child: ChildProcess, name: string, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      // What comes after is read and dropped: a full pipe would stop the server.
      if (ready.test(printed)) return;
      printed += chunk;
      if (ready.test(printed)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${name} ended (${code ?? signal}):\n${printed}`)));
  });
}

const portAttemptsMax = 5;

/**
 * Starts something on a loopback port that was free a moment ago, and again on another if it was taken
 * meanwhile.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === portAttemptsMax || !/in use|could not bind|could not create/i.test(String(error)))
        throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
