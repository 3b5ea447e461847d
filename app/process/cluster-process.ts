import type { Worker } from 'node:cluster';
import type { Contract } from '../contract/contract.ts';
import { killMs } from '../contract/derive.ts';
import type { Timers } from '../live/timers.ts';
import { type DrainReason, type FromSupervisor, fromProcess } from './cluster-messages.ts';
import { createQuestions } from './cluster-questions.ts';
import type { Log } from './log.ts';

/** The variable by which a process learns its name from the supervisor: `web 1`. */
export const processNameVariable = 'ROSTRUM_PROCESS';

/** How a process ended: with a code, or by a signal. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process as its supervisor sees it. */
export interface SupervisedProcess {
  readonly pid: number | undefined;
  state(): 'starting' | 'ready' | 'ended';
  /** Resolves to true once it serves, to false if it has ended before that. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<ProcessEnd>;
  /** Tells it to finish and end; if it has not ended when its time is over, it is killed. */
  drain(why: DrainReason): void;
  kill(why: string): void;
  /** Its metrics, or null if it does not answer in time. */
  measure(): Promise<string | null>;
}

export interface ProcessParts {
  readonly name: string;
  readonly contract: Contract;
  readonly log: Log;
  readonly timers: Timers;
  readonly fork: (env: Readonly<Record<string, string>>) => Worker;
  /** It has served its number of requests and asks to be replaced. */
  readonly onRecycle: () => void;
  /** The metrics of all processes, for this one to show. */
  readonly collect: () => Promise<string>;
}

/** Starts a process, and kills it when it does not become ready in time or when its event loop stands still. */
export function startProcess(parts: ProcessParts): SupervisedProcess {
  const { name, contract, log, timers, fork, onRecycle, collect } = parts;
  const { startMs, beatMs, hungMs, measureMs } = contract.supervisor;
  const worker = fork({ [processNameVariable]: name });
  const { pid } = worker.process;
  const ready = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<ProcessEnd>();
  const questions = createQuestions(timers);
  let state: ReturnType<SupervisedProcess['state']> = 'starting';
  let draining = false;
  let killed = false;
  let silentMs = 0;
  let cancelDeadline = timers.after(startMs, () => kill('it was not ready in time'));
  const stopWatching = timers.every(beatMs, watch);

  /** Silence is counted in our own beats: if we stood still ourselves, that is not the silence of others. */
  function watch(): void {
    if (state !== 'ready') return;
    silentMs += beatMs;
    if (silentMs > hungMs) kill('its event loop stands still');
  }

  function kill(why: string): void {
    if (killed || state === 'ended') return;
    killed = true;
    log.error({ name, pid, why }, 'process killed');
    worker.process.kill('SIGKILL');
  }

  function send(message: FromSupervisor): void {
    // A process that has just died is noticed by its exit; that it cannot be told anything any more is no news.
    if (worker.isConnected()) worker.send(message, () => {});
  }

  function drain(why: DrainReason): void {
    if (draining || state === 'ended') return;
    draining = true;
    // Before it is ready it may not listen to messages yet, and serves nobody.
    if (state === 'starting') worker.process.kill('SIGTERM');
    else send({ type: 'drain', why });
    cancelDeadline();
    cancelDeadline = timers.after(killMs(contract), () => kill('it did not end in time'));
  }

  function becomeReady(): void {
    if (state !== 'starting' || draining) return;
    state = 'ready';
    cancelDeadline();
    log.info({ name, pid }, 'process ready');
    ready.resolve(true);
  }

  function end(how: ProcessEnd): void {
    state = 'ended';
    cancelDeadline();
    stopWatching();
    questions.abandon();
    ready.resolve(false);
    ended.resolve(how);
  }

  worker.on('message', (received: unknown) => {
    const message = fromProcess(received);
    switch (message?.type) {
      case 'ready':
        return becomeReady();
      case 'beat':
        silentMs = 0;
        return;
      case 'recycle':
        return onRecycle();
      case 'measured':
        return questions.answer(message.id, message.text);
      case 'collect':
        return void collect().then((text) => send({ type: 'collected', id: message.id, text }));
    }
  });
  worker.on('exit', (code, signal) => end({ code, signal }));
  worker.on('error', (error) => {
    log.error({ name, pid, error }, 'process failed');
    // It could not even be started: there will be no exit.
    if (pid === undefined) end({ code: null, signal: null });
  });

  return {
    pid,
    state: () => state,
    ready: ready.promise,
    ended: ended.promise,
    drain,
    kill,
    measure: () => questions.ask((id) => send({ type: 'measure', id }), measureMs),
  };
}
