import type { Worker } from 'node:cluster';
import type { Socket } from 'node:net';
import { drainKillMs } from '../../contract/derived.ts';
import type { Log } from '../log.ts';
import { type HeartbeatMonitor, monitorHeartbeats } from './heartbeat-monitor.ts';
import type { DrainReason, SupervisorMessage } from './messages.ts';
import { openChannel, type ProcessChannelOptions } from './process-channel.ts';

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

export interface ProcessOptions extends ProcessChannelOptions {
  readonly name: string;
  /** Variables for this process only, in addition to its name. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts this program in another process with these variables. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
}

/** Starts a process. Kills it if it is not ready in time, its event loop is blocked, or it does not exit in time. */
export function startProcess(options: ProcessOptions): SupervisedProcess {
  const { name, contract, log, clock } = options;
  const worker = options.fork({ [processNameVariable]: name, ...options.env });
  const { pid } = worker.process;
  const ended = Promise.withResolvers<void>();
  let state: ReturnType<SupervisedProcess['state']> = 'starting';
  let draining = false;
  const kill = createKill(worker, name, log);
  let heartbeats: HeartbeatMonitor | null = null;
  let cancelDrain = () => {};
  const start = watchStart(options, kill);
  const isStarting = () => state === 'starting' && !draining;

  async function open(): Promise<void> {
    // Before that it does not listen to messages.
    if ((await start.prepared) && isStarting()) start.restart(channel.send);
  }

  function becomeReady(): void {
    if (!isStarting()) return;
    state = 'ready';
    heartbeats = monitorHeartbeats(contract.supervisor, clock, () => kill('its event loop is blocked'));
    log.info({ name, pid }, 'process ready');
    start.end(true);
  }

  function drain(reason: DrainReason): void {
    if (draining || state === 'ended') return;
    draining = true;
    start.cancelDeadline();
    cancelDrain = clock.after(drainKillMs(contract), () => kill('it did not exit in time'));
    // Before it is ready it serves no requests, and may not listen to messages yet.
    if (state === 'starting') worker.process.kill('SIGTERM');
    else channel.send({ type: 'drain', reason });
  }

  function end(code: number | null, signal: string | null): void {
    state = 'ended';
    cancelDrain();
    heartbeats?.stop();
    channel.close();
    log.info({ name, pid, code, signal }, 'process ended');
    start.end(false);
    ended.resolve();
  }

  const channel = openChannel(worker, options, {
    ready: becomeReady,
    standby: () => isStarting() && start.wait(),
    beat: () => heartbeats?.beat(),
  });
  watchEnd(worker, end, (error) => log.error({ name, pid, error }, 'process failed'));

  return {
    pid,
    state: () => state,
    ready: start.ready,
    prepared: start.prepared,
    ended: ended.promise,
    open: () => void open(),
    sendConnection: channel.sendConnection,
    drain,
    kill,
    collectMetrics: channel.requestMetrics,
  };
}

function createKill(worker: Worker, name: string, log: Log): SupervisedProcess['kill'] {
  let killed = false;
  return (why) => {
    if (killed || worker.isDead()) return;
    killed = true;
    log.error({ name, pid: worker.process.pid, why }, 'process killed');
    worker.process.kill('SIGKILL');
  };
}

function watchEnd(
  worker: Worker,
  onEnd: (code: number | null, signal: string | null) => void,
  onError: (error: Error) => void,
): void {
  worker.on('exit', onEnd);
  worker.on('error', (error) => {
    onError(error);
    // It could not be started, so there will be no exit event.
    if (worker.process.pid === undefined) onEnd(null, null);
  });
}

/** Watches a process from its start until it is ready. */
function watchStart({ contract, clock }: ProcessOptions, kill: (why: string) => void) {
  const ready = Promise.withResolvers<boolean>();
  const prepared = Promise.withResolvers<boolean>();
  const setDeadline = () =>
    clock.after(contract.supervisor.startTimeoutMs, () => kill('it was not ready in time'));
  let cancelDeadline = setDeadline();
  return {
    ready: ready.promise,
    prepared: prepared.promise,
    cancelDeadline: () => cancelDeadline(),
    /** It is on standby, for which there is no deadline. */
    wait() {
      cancelDeadline();
      prepared.resolve(true);
    },
    restart(send: (message: SupervisorMessage) => void) {
      cancelDeadline();
      cancelDeadline = setDeadline();
      send({ type: 'open' });
    },
    end(isReady: boolean) {
      cancelDeadline();
      ready.resolve(isReady);
      prepared.resolve(isReady);
    },
  };
}
