import type { Worker } from 'node:cluster';
import { drainKillMs } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import { type HeartbeatMonitor, monitorHeartbeats } from './heartbeat-monitor.ts';
import { type DrainReason, parseProcessMessage, type SupervisorMessage } from './messages.ts';
import { createPendingRequests } from './pending-requests.ts';

/** The environment variable that holds the name of a supervised process, such as `web 1`. */
export const processNameVariable = 'ROSTRUM_PROCESS';

/** The supervisor's handle of a process. */
export interface SupervisedProcess {
  readonly pid: number | undefined;
  state(): 'starting' | 'ready' | 'ended';
  /** Resolves to true once it is ready, to false if it ends before that. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<void>;
  /** Asks it to drain and exit; kills it if it has not exited in time. */
  drain(reason: DrainReason): void;
  kill(why: string): void;
  /** Its metrics as Prometheus text; null if it does not answer in time. */
  collectMetrics(): Promise<string | null>;
}

export interface ProcessOptions {
  readonly name: string;
  readonly contract: Contract;
  readonly log: Log;
  readonly clock: Clock;
  /** Starts this program in another process with these variables. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** The process has served its number of requests and asks to be replaced. */
  readonly onRecycle: () => void;
  /** The metrics of all processes, for the process to serve. */
  readonly collectMetrics: () => Promise<string>;
}

/** Starts a process. Kills it if it is not ready in time, its event loop is blocked, or it does not exit in time. */
export function startProcess(options: ProcessOptions): SupervisedProcess {
  const { name, contract, log, clock } = options;
  const worker = options.fork({ [processNameVariable]: name });
  const { pid } = worker.process;
  const ready = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<void>();
  let state: ReturnType<SupervisedProcess['state']> = 'starting';
  let draining = false;
  let killed = false;
  let heartbeats: HeartbeatMonitor | null = null;
  let cancelDeadline = clock.after(contract.supervisor.startTimeoutMs, () =>
    kill('it was not ready in time'),
  );

  function becomeReady(): void {
    if (state !== 'starting' || draining) return;
    state = 'ready';
    cancelDeadline();
    heartbeats = monitorHeartbeats(contract.supervisor, clock, () => kill('its event loop is blocked'));
    log.info({ name, pid }, 'process ready');
    ready.resolve(true);
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
    ended.resolve();
  }

  const channel = openChannel(worker, options, becomeReady, () => heartbeats?.beat());
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
    ended: ended.promise,
    drain,
    kill,
    collectMetrics: channel.requestMetrics,
  };
}

interface ProcessChannel {
  send(message: SupervisorMessage): void;
  requestMetrics(): Promise<string | null>;
  close(): void;
}

function openChannel(
  worker: Worker,
  options: ProcessOptions,
  onReady: () => void,
  onHeartbeat: () => void,
): ProcessChannel {
  const { contract, log, clock, onRecycle, collectMetrics } = options;
  const requests = createPendingRequests(clock);

  function send(message: SupervisorMessage): void {
    // A failed send needs no handling: the exit event reports that the process has died.
    if (worker.isConnected()) worker.send(message, () => {});
  }

  async function collect(id: number): Promise<void> {
    const text = await collectMetrics().catch((error: unknown) => {
      log.error({ error }, 'collecting metrics failed');
      return null;
    });
    send({ type: 'collected', id, text });
  }

  worker.on('message', (received: unknown) => {
    const message = parseProcessMessage(received);
    switch (message?.type) {
      case 'ready':
        return onReady();
      case 'beat':
        return onHeartbeat();
      case 'recycle':
        return onRecycle();
      case 'measured':
        return requests.resolve(message.id, message.text);
      case 'collect':
        return void collect(message.id);
      case 'leave':
        // node:cluster has already received an earlier message that the process no longer listens.
        return send({ type: 'left', id: message.id });
    }
  });

  return {
    send,
    requestMetrics: () =>
      requests.request((id) => send({ type: 'measure', id }), contract.supervisor.metricsTimeoutMs),
    close: requests.cancelAll,
  };
}
