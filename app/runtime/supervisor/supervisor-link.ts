import type { Worker } from 'node:cluster';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import { type DrainReason, type FromProcess, fromSupervisor } from './messages.ts';
import { createPendingRequests } from './pending-requests.ts';

/** The supervisor as one of its processes sees it. */
export interface SupervisorLink {
  /** This process serves. */
  ready(): void;
  /** Counts a request; after `supervisor.recycleAfterRequests` of them this process asks to be replaced. */
  requestServed(): void;
  /**
   * Calls back once, when this process is to drain and end; at once if it has been told already. A process that is
   * `replaced` need not wait for balancers, which know nothing of it: others serve the port.
   */
  onDrain(drain: (why: DrainReason) => void): void;
  /** The metrics of all processes; of this one alone if the supervisor does not answer in time. */
  collectMetrics(): Promise<string>;
  /**
   * Resolves when no connection is on its way to this process any more: between the close of its listener and its
   * exit. The supervisor hands connections over and learns only afterwards that nobody takes them here: such a one is
   * given back to it, for another process. A process that ended at once would take it along unanswered, and its client
   * would wait for ever, because the supervisor still holds it open.
   */
  detach(): Promise<void>;
}

export interface SupervisorLinkDeps {
  readonly contract: Contract;
  readonly log: Log;
  readonly timers: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** This process as node:cluster knows it: `cluster.worker`. */
  readonly worker: Worker;
  /** Where its signals come from: the process. */
  readonly signals: Pick<NodeJS.Process, 'on'>;
  /** The metrics of this process. */
  readonly measure: () => Promise<string>;
}

/** The half of the supervision that runs in each process. Its beats begin at once and last as long as the process. */
export function connectToSupervisor(parts: SupervisorLinkDeps): SupervisorLink {
  const { contract, log, timers, random, worker, signals, measure } = parts;
  const questions = createPendingRequests(timers);
  let drainReason: DrainReason | null = null;
  let drain: ((why: DrainReason) => void) | null = null;

  function send(message: FromProcess): void {
    // That the supervisor is gone is noticed by the end of the channel.
    if (worker.isConnected()) worker.send(message, () => {});
  }

  function startDrain(why: DrainReason): void {
    if (drainReason) return;
    drainReason = why;
    drain?.(why);
  }

  async function answer(id: number): Promise<void> {
    const text = await measure().catch((error: unknown) => {
      log.error({ error }, 'metrics failed');
      return null;
    });
    send({ type: 'measured', id, text });
  }

  timers.every(contract.supervisor.heartbeatMs, () => send({ type: 'beat' }));
  worker.on('message', (received: unknown) => {
    const message = fromSupervisor(received);
    switch (message?.type) {
      case 'drain':
        return startDrain(message.why);
      case 'measure':
        return void answer(message.id);
      case 'collected':
        return questions.resolve(message.id, message.text);
      case 'left':
        return questions.resolve(message.id, null);
    }
  });
  worker.on('disconnect', () => {
    // The supervisor has died. node:cluster would now exit at once, with requests in flight, if this were not set.
    worker.exitedAfterDisconnect = true;
    questions.cancelAll();
    startDrain('stopped');
  });
  signals.on('SIGTERM', () => startDrain('stopped'));
  // A terminal sends these to all processes: the supervisor decides what becomes of them.
  signals.on('SIGINT', () => {});
  signals.on('SIGHUP', () => {});

  return {
    ready: () => send({ type: 'ready' }),
    requestServed: countRequests(contract.supervisor, random, () => send({ type: 'recycle' })),
    onDrain(callback) {
      drain = callback;
      if (drainReason) callback(drainReason);
    },
    collectMetrics: async () =>
      (await questions.send((id) => send({ type: 'collect', id }), contract.supervisor.collectTimeoutMs)) ??
      (await measure()),
    async detach() {
      // The channel keeps the order: what was handed over before the answer has arrived before it.
      if (worker.isConnected())
        await questions.send((id) => send({ type: 'leave', id }), contract.process.flushMs);
    },
  };
}

/** Calls `recycle` after so many requests, and again after as many more if nothing has come of it. */
function countRequests(
  { recycleAfterRequests, recycleJitter }: Contract['supervisor'],
  random: () => number,
  recycle: () => void,
): () => void {
  if (recycleAfterRequests === null) return () => {};
  const draw = () => recycleAfterRequests * (1 + recycleJitter * (2 * random() - 1));
  let left = draw();
  return () => {
    left -= 1;
    if (left > 0) return;
    left = draw();
    recycle();
  };
}
