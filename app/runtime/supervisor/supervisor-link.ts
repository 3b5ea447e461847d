import type { Worker } from 'node:cluster';
import { Socket } from 'node:net';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import { type DrainReason, type ProcessMessage, parseSupervisorMessage } from './messages.ts';
import { createPendingRequests } from './pending-requests.ts';
import type { ReceiveConnection } from './port.ts';

/** The connection of a process to its supervisor. */
export interface SupervisorLink {
  /** Reports that this process is ready. */
  ready(): void;
  /** Resolves when the predecessor of this process has ended. */
  standby(): Promise<void>;
  /** Calls `receive` for each connection that the supervisor passes on. */
  onConnection(receive: ReceiveConnection): void;
  /** Counts a request; after `supervisor.recycleAfterRequests` of them this process asks to be replaced. */
  requestServed(): void;
  /**
   * Calls `drain` once, when this process must drain and exit; at once if the request has come already. A process that
   * is `replaced` need not wait for balancers to notice: others serve the port.
   */
  onDrain(drain: (reason: DrainReason) => void): void;
  /** The metrics of all processes; of this one only if the supervisor does not answer in time. */
  collectMetrics(): Promise<string>;
  /**
   * Resolves when no connection is on its way to this process; call it between the close of the listener and the exit.
   * The supervisor may have handed over a connection before it learnt that the listener is closed; the process then
   * returns it, for another process. A process that exited at once would take the connection with it, and the client
   * would wait forever, because the supervisor still holds it open.
   */
  detach(): Promise<void>;
}

export interface SupervisorLinkDeps {
  readonly contract: Contract;
  readonly log: Log;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** `cluster.worker` */
  readonly worker: Worker;
  /** Emits the signals: `process`. */
  readonly signals: Pick<NodeJS.Process, 'on'>;
  /** The metrics of this process. */
  readonly readMetrics: () => Promise<string>;
}

/** Connects a process to its supervisor. Heartbeats start at once and last until the process exits. */
export function connectToSupervisor(deps: SupervisorLinkDeps): SupervisorLink {
  const { contract, log, clock, random, worker, readMetrics } = deps;
  const requests = createPendingRequests(clock);
  const drain = createDrainRequest();
  let onConnection: ReceiveConnection | null = null;
  const opened = Promise.withResolvers<void>();

  function send(message: ProcessMessage): void {
    // A failed send needs no handling: the disconnect event reports that the supervisor is gone.
    if (worker.isConnected()) worker.send(message, () => {});
  }

  async function sendMetrics(id: number): Promise<void> {
    const text = await readMetrics().catch((error: unknown) => {
      log.error({ error }, 'collecting metrics failed');
      return null;
    });
    send({ type: 'measured', id, text });
  }

  clock.every(contract.supervisor.heartbeatMs, () => send({ type: 'beat' }));
  worker.on('message', (received: unknown, handle: unknown) => {
    const message = parseSupervisorMessage(received);
    switch (message?.type) {
      case 'drain':
        return drain.request(message.reason);
      case 'open':
        return opened.resolve();
      case 'connection':
        return onConnection?.(toOwnConnection(handle));
      case 'measure':
        return void sendMetrics(message.id);
      case 'collected':
        return requests.resolve(message.id, message.text);
      case 'left':
        return requests.resolve(message.id, null);
    }
  });
  worker.on('disconnect', requests.cancelAll);
  drainOnEvents(deps, () => drain.request('stopped'));

  return {
    ready: () => send({ type: 'ready' }),
    standby() {
      send({ type: 'standby' });
      return opened.promise;
    },
    onConnection(receive) {
      onConnection = receive;
    },
    requestServed: countRequests(contract.supervisor, random, () => send({ type: 'recycle' })),
    onDrain: drain.onRequest,
    collectMetrics: async () =>
      (await requests.request((id) => send({ type: 'collect', id }), contract.supervisor.collectTimeoutMs)) ??
      (await readMetrics()),
    async detach() {
      // The channel keeps the order: connections handed over before the answer arrive before it.
      if (worker.isConnected())
        await requests.request((id) => send({ type: 'leave', id }), contract.process.flushMs);
    },
  };
}

/** The request to drain, which may come before anything listens for it. */
function createDrainRequest() {
  let reason: DrainReason | null = null;
  let notify: ((reason: DrainReason) => void) | null = null;
  return {
    request(next: DrainReason): void {
      if (reason) return;
      reason = next;
      notify?.(next);
    },
    onRequest(callback: (reason: DrainReason) => void): void {
      notify = callback;
      if (reason) callback(reason);
    },
  };
}

function drainOnEvents({ worker, signals }: SupervisorLinkDeps, drain: () => void): void {
  worker.on('disconnect', () => {
    // The supervisor has died. Without this, node:cluster would exit at once, with requests in flight.
    worker.exitedAfterDisconnect = true;
    drain();
  });
  signals.on('SIGTERM', drain);
  // A terminal sends these to the whole process group; the supervisor decides what to do.
  signals.on('SIGINT', () => {});
  signals.on('SIGHUP', () => {});
}

/** As if this process had accepted it: a client may end its side of a connection before it has the response. */
function toOwnConnection(handle: unknown): Socket {
  if (!(handle instanceof Socket)) throw new Error('the supervisor has sent no connection');
  handle.allowHalfOpen = true;
  return handle;
}

/** Calls `recycle` after about `recycleAfterRequests` requests, and again after as many if it was not replaced. */
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
