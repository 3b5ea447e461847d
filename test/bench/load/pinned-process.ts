import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../support/processes/require-program.ts';

const taskset = findProgram('taskset');

/** Whether the program and the generator can have a core each. */
export const canPin: boolean = taskset !== null && cpus().length > 1;

/** Restricts a process to one core, where that is possible. */
export function pinProcess({ pid }: Pick<ChildProcess, 'pid'>, core: number): void {
  if (taskset !== null && canPin && pid !== undefined)
    execFileSync(taskset, ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], {
      stdio: 'ignore',
    });
}

/** Starts a module in a process of its own, with an IPC channel. */
export const forkLoad = (module: URL, options: unknown): ChildProcess =>
  fork(fileURLToPath(module), [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

/** The next message from the process; rejects when it exits instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const controller = new AbortController();
  const { signal } = controller;
  const exited = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the load generator exited with ${code}`);
  });
  exited.catch(() => {});
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), exited]);
    return message;
  } finally {
    controller.abort();
  }
}
