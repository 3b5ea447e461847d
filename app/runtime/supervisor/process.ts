import type { Worker } from 'node:cluster';
import { drainKillMs } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import { type HeartbeatMonitor, monitorHeartbeats } from './heartbeat-monitor.ts';
import { type DrainReason, type FromSupervisor, fromProcess } from './messages.ts';
import { createPendingRequests } from './pending-requests.ts';

/** The variable by which a process learns from its supervisor what it is called: `web 1`. */
export const processNameVariable = 'ROSTRUM_PROCESS';

/** A process as its supervisor sees it. */
export interface SupervisedProcess {
  readonly pid: number | undefined;
  state(): 'starting' | 'ready' | 'ended';
  /** Resolves to true once it serves, to false if it ends before that. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<void>;
  /** Tells it to finish and end; if it has not ended when its time is over, it is killed. */
  drain(why: DrainReason): void;
  kill(why: string): void;
  /** Its metrics, or null if it does not answer in time. */
  collectMetrics(): Promise<string | null>;
}

export interface ProcessOptions {
  readonly name: string;
  readonly contract: Contract;
  readonly log: Log;
  readonly timers: Clock;
  /** Starts this program once more with these variables. */
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** It has served its number of requests and asks to be replaced. */
  readonly onRecycle: () => void;
  /** The metrics of all processes, for this one to show. */
  readonly collectMetrics: () => Promise<string>;
}

/** Starts a process, and kills it when it is not ready in time, stands still, or does not end in time. */
export function startProcess(parts: ProcessOptions): SupervisedProcess {
  const { name, contract, log, timers } = parts;
  const worker = parts.fork({ [processNameVariable]: name });
  const { pid } = worker.process;
  const ready = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<void>();
  let state: ReturnType<SupervisedProcess['state']> = 'starting';
  let draining = false;
  let killed = false;
  let beats: HeartbeatMonitor | null = null;
  let cancelDeadline = timers.after(contract.supervisor.startTimeoutMs, () =>
    kill('it was not ready in time'),
  );

  function becomeReady(): void {
    if (state !== 'starting' || draining) return;
    state = 'ready';
    cancelDeadline();
    beats = monitorHeartbeats(contract.supervisor, timers, () => kill('its event loop stands still'));
    log.info({ name, pid }, 'process ready');
    ready.resolve(true);
  }

  function drain(why: DrainReason): void {
    if (draining || state === 'ended') return;
    draining = true;
    cancelDeadline();
    cancelDeadline = timers.after(drainKillMs(contract), () => kill('it did not end in time'));
    // Before it is ready it serves nobody, and may not listen to messages yet.
    if (state === 'starting') worker.process.kill('SIGTERM');
    else conversation.send({ type: 'drain', why });
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
    beats?.end();
    conversation.end();
    log.info({ name, pid, code, signal }, 'process ended');
    ready.resolve(false);
    ended.resolve();
  }

  const conversation = converse(worker, parts, becomeReady, () => beats?.beat());
  worker.on('exit', end);
  worker.on('error', (error) => {
    log.error({ name, pid, error }, 'process failed');
    // It could not even be started: there will be no exit.
    if (pid === undefined) end(null, null);
  });

  const { measure: collectMetrics } = conversation;
  return { pid, state: () => state, ready: ready.promise, ended: ended.promise, drain, kill, collectMetrics };
}

interface Conversation {
  send(message: FromSupervisor): void;
  measure(): Promise<string | null>;
  end(): void;
}

function converse(
  worker: Worker,
  parts: ProcessOptions,
  onReady: () => void,
  onBeat: () => void,
): Conversation {
  const { contract, log, timers, onRecycle, collectMetrics } = parts;
  const questions = createPendingRequests(timers);

  function send(message: FromSupervisor): void {
    // A process that has just died is noticed by its exit: that it cannot be told anything any more is no news.
    if (worker.isConnected()) worker.send(message, () => {});
  }

  async function collect(id: number): Promise<void> {
    const text = await collectMetrics().catch((error: unknown) => {
      log.error({ error }, 'metrics failed');
      return null;
    });
    send({ type: 'collected', id, text });
  }

  worker.on('message', (received: unknown) => {
    const message = fromProcess(received);
    switch (message?.type) {
      case 'ready':
        return onReady();
      case 'beat':
        return onBeat();
      case 'recycle':
        return onRecycle();
      case 'measured':
        return questions.resolve(message.id, message.text);
      case 'collect':
        return void collect(message.id);
      case 'leave':
        // node:cluster has already learnt from an earlier message that it does not listen.
        return send({ type: 'left', id: message.id });
    }
  });

  return {
    send,
    measure: () =>
      questions.send((id) => send({ type: 'measure', id }), contract.supervisor.metricsTimeoutMs),
    end: questions.cancelAll,
  };
}
