import type { Worker } from 'node:cluster';
import type { Socket } from 'node:net';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import { parseProcessMessage, type SupervisorMessage } from './messages.ts';
import { createPendingRequests } from './pending-requests.ts';

export interface ProcessChannelOptions {
  readonly contract: Contract;
  readonly log: Log;
  readonly clock: Clock;
  /** The process has served its number of requests and asks to be replaced. */
  readonly onRecycle: () => void;
  /** The process takes no further connections. */
  readonly onLeave: () => void;
  /** The metrics of all processes, for the process to serve. */
  readonly collectMetrics: () => Promise<string>;
}

/** The messages between the supervisor and one process. */
export interface ProcessChannel {
  send(message: SupervisorMessage): void;
  sendConnection(socket: Socket): void;
  requestMetrics(): Promise<string | null>;
  close(): void;
}

export function openChannel(
  worker: Worker,
  options: ProcessChannelOptions,
  on: Readonly<Record<'ready' | 'standby' | 'beat', () => unknown>>,
): ProcessChannel {
  const { contract, log, clock, onRecycle, onLeave, collectMetrics } = options;
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
      case 'standby':
      case 'beat':
        on[message.type]();
        return;
      case 'recycle':
        return onRecycle();
      case 'measured':
        return requests.resolve(message.id, message.text);
      case 'collect':
        return void collect(message.id);
      case 'leave':
        onLeave();
        // node:cluster has already received an earlier message that the process no longer listens.
        return send({ type: 'left', id: message.id });
    }
  });

  return {
    send,
    sendConnection(socket) {
      const message: SupervisorMessage = { type: 'connection' };
      // A process that has just died is not connected; the client sees a lost connection.
      if (worker.isConnected()) worker.send(message, socket, () => {});
      else socket.destroy();
    },
    requestMetrics: () =>
      requests.request((id) => send({ type: 'measure', id }), contract.supervisor.metricsTimeoutMs),
    close: requests.cancelAll,
  };
}
