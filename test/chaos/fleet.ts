import type { ChildProcess } from 'node:child_process';
import { processNameVariable } from '../../app/runtime/supervisor/process.ts';
import { killPrograms, startProgram, startWorkerProgram } from '../support/processes/program.ts';

type Role = 'web' | 'worker';

/** A web or worker process. */
export interface Member {
  /** Unique for each process; appears in leases and logs. */
  readonly name: string;
  readonly role: Role;
  /** The port of a web process. */
  readonly port: number | null;
  readonly child: ChildProcess;
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Processes that share one PostgreSQL and one Redis. */
export interface Fleet {
  /** The running processes. */
  members(role: Role): readonly Member[];
  start(role: Role): Promise<Member>;
  /** Starts a process and replaces it whenever it exits. Rejects when the first does not start. */
  keepRunning(role: Role): Promise<void>;
  /** Removes a process from the members. */
  retire(member: Member): void;
  /** The number of replacements. */
  restarts(): number;
  /** Kills all processes. */
  close(): void;
}

export function createFleet(env: Readonly<Record<string, string>>): Fleet {
  const running = new Set<Member>();
  const retired = new Set<Member>();
  let started = 0;
  let restarts = 0;
  let closed = false;

  async function start(role: Role): Promise<Member> {
    started += 1;
    const name = `${role}-${started}`;
    const memberEnv = {
      ...env,
      ROSTRUM_ROLE: role,
      [processNameVariable]: name,
    };
    const member = role === 'web' ? await startWeb(memberEnv, name) : await startWorker(memberEnv, name);
    const remove = () => running.delete(member);
    running.add(member);
    member.child.once('exit', remove);
    if (member.child.exitCode !== null || member.child.signalCode !== null) remove();
    return member;
  }

  async function startWithRetry(role: Role): Promise<Member | null> {
    while (!closed) {
      const member = await start(role).catch(() => null);
      if (member) return member;
    }
    return null;
  }

  function restartOnExit(member: Member | null): void {
    member?.child.once('exit', async () => {
      if (closed || retired.has(member)) return;
      restarts += 1;
      restartOnExit(await startWithRetry(member.role));
    });
  }

  return {
    members: (role) => [...running].filter((member) => member.role === role),
    start,
    keepRunning: async (role) => restartOnExit(await start(role)),
    retire(member) {
      retired.add(member);
      running.delete(member);
    },
    restarts: () => restarts,
    close() {
      closed = true;
      killPrograms();
    },
  };
}

async function startWeb(env: Readonly<Record<string, string>>, name: string): Promise<Member> {
  const program = await startProgram(env);
  return { ...program, name, role: 'web', port: Number(new URL(program.url).port) };
}

async function startWorker(env: Readonly<Record<string, string>>, name: string): Promise<Member> {
  return { ...(await startWorkerProgram(env)), name, role: 'worker', port: null };
}
