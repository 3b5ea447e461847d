import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { findProgram } from './require-program.ts';

/** A server program that tests use, such as a database. */
export interface ServerProcess {
  readonly pid: number;
  /** Sends the signal and waits for the exit; does nothing if it has exited. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Wraps a command with setpriv, so that it dies with this process, even if that is killed, and runs as `user` if one is
 * given. Without setpriv the command is unchanged.
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
 * Starts a server and waits until its output matches `ready`. Throws with its output if it exits before that.
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
      // Later output is read and dropped: a full pipe would block the server.
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

/** Calls `start` with a free loopback port, and retries with another port if it has been taken meanwhile. */
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
