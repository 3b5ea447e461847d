import type { Worker } from 'node:cluster';
import type { Socket } from 'node:net';
import { drainKillMs } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import { type HeartbeatMonitor, monitorHeartbeats } from './heartbeat-monitor.ts';
import type { DrainReason } from './messages.ts';
import { openChannel } from './process-channel.ts';

/** The environment variable that holds the name of a supervised process, such as `web 1`. */
export const processNameVariable = 'ROSTRUM_PROCESS';

/** Set for a process that waits for `open` before it opens the store, which its predecessor still uses. */
export const standbyVariable = 'ROSTRUM_STANDBY';

/** Set for the first process of a program, which prints the summary of its configuration. */
export const firstProcessVariable = 'ROSTRUM_FIRST';

/** Set for a process whose connections come from its supervisor: the URL of the supervisor's port. */
export const sharedUrlVariable = 'ROSTRUM_SHARED_URL';

/** The supervisor's handle of a process. */
export interface SupervisedProcess {
  readonly pid: number | undefined;
  state(): 'starting' | 'ready' | 'ended';
  /** Resolves to true once it is ready, to false if it ends before that. */
  readonly ready: Promise<boolean>;
  /** As `ready`, for a process on standby as soon as it waits for `open`. */
  readonly prepared: Promise<boolean>;
  readonly ended: Promise<void>;
  /** Lets a process on standby go on. */
  open(): void;
  /** Passes a connection on to it. */
  sendConnection(socket: Socket): void;
  /** Asks it to drain and exit; kills it if it has not exited in time. */
  drain(reason: DrainReason): void;
  kill(why: string): void;
  /** Its metrics as Prometheus text; null if it does not answer in time. */
  collectMetrics(): Promise<string | null>;
}

export interface ProcessOptions {
  readonly name: string;
  /** Variables for this process only, besides its name. */
  readonly env: Readonly<Record<string, string>>;
  readonly contract: Contract;
  readonly log: Log;
  readonly clock: Clock;
  /** Starts this program in another process with these variables. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** The process has served its number of requests and asks to be replaced. */
  readonly onRecycle: () => void;
  /** The process takes no further connections. */
  readonly onLeave: () => void;
  /** The metrics of all processes, for the process to serve. */
  readonly collectMetrics: () => Promise<string>;
}

/** Starts a process. Kills it if it is not ready in time, its event loop is blocked, or it does not exit in time. */
export function startProcess(options: ProcessOptions): SupervisedProcess {
  const { name, contract, log, clock } = options;
  const worker = options.fork({ [processNameVariable]: name, ...options.env });
  const { pid } = worker.process;
  const ready = Promise.withResolvers<boolean>();
  const prepared = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<void>();
  let state: ReturnType<SupervisedProcess['state']> = 'starting';
  let draining = false;
  let killed = false;
  let heartbeats: HeartbeatMonitor | null = null;
  let cancelDeadline = startDeadline();

  function startDeadline(): () => void {
    return clock.after(contract.supervisor.startTimeoutMs, () => kill('it was not ready in time'));
  }

  function waitForOpen(): void {
    if (state !== 'starting' || draining) return;
    cancelDeadline();
    prepared.resolve(true);
  }

  async function open(): Promise<void> {
    // Before that it does not listen to messages.
    if (!(await prepared.promise) || state !== 'starting' || draining) return;
    cancelDeadline();
    cancelDeadline = startDeadline();
    channel.send({ type: 'open' });
  }

  function becomeReady(): void {
    if (state !== 'starting' || draining) return;
    state = 'ready';
    cancelDeadline();
    heartbeats = monitorHeartbeats(contract.supervisor, clock, () => kill('its event loop is blocked'));
    log.info({ name, pid }, 'process ready');
    ready.resolve(true);
    prepared.resolve(true);
  }

  function drain(reason: DrainReason): void {
    if (draining || state === 'ended') return;
    draining = true;
    cancelDeadline();
    cancelDeadline = clock.after(drainKillMs(contract), () => kill('it did not exit in time'));
    // Before it is ready it serves no requests, and may not listen to messages yet.
    if (state === 'starting') worker.process.kill('SIGTERM');
    else channel.send({ type: 'drain', reason });
  }

  function kill(why: string): void {
    if (killed || state === 'ended') return;
    killed = true;
    log.error({ name, pid, why }, 'process killed');
    worker.process.kill('SIGKILL');
  }

  function end(code: number | null, signal: string | null): void {
    state = 'ended';
    cancelDeadline();
    heartbeats?.stop();
    channel.close();
    log.info({ name, pid, code, signal }, 'process ended');
    ready.resolve(false);
    prepared.resolve(false);
    ended.resolve();
  }

  const channel = openChannel(worker, options, {
    ready: becomeReady,
    standby: waitForOpen,
    beat: () => heartbeats?.beat(),
  });
  worker.on('exit', end);
  worker.on('error', (error) => {
    log.error({ name, pid, error }, 'process failed');
    // It could not be started, so there will be no exit event.
    if (pid === undefined) end(null, null);
  });

  return {
    pid,
    state: () => state,
    ready: ready.promise,
    prepared: prepared.promise,
    ended: ended.promise,
    open: () => void open(),
    sendConnection: channel.sendConnection,
    drain,
    kill,
    collectMetrics: channel.requestMetrics,
  };
}
