import type { ChildProcess } from 'node:child_process';
import { encodeClientFrame, handshakeRequest } from '../../support/live/raw-websocket.ts';
import type { FanoutLoadReply, FanoutLoadRequest, Received, ViewerGroup } from './fanout-load.ts';
import { forkLoad, nextMessage, pinProcess } from './pinned-process.ts';
import { readCpuSeconds } from './process-cpu.ts';

/** A server with open debates, or what stands for them. */
export interface FanoutServer {
  readonly child: Pick<ChildProcess, 'pid'>;
  readonly port: number;
  readonly groups: readonly ViewerGroup[];
  readonly close: () => void;
}

export interface FanoutTime {
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface FanoutMeasurement extends Received {
  /** Of the server. */
  readonly cpuSeconds: number;
  readonly otherCpuSeconds: number;
}

/** Processes that work at the same time. */
interface OtherProcesses {
  readonly readCpuSeconds: () => number;
}

/** What viewers of each debate receive, and what it costs the server. */
export async function measureFanout(
  { child, port, groups }: FanoutServer,
  viewersPerGroup: number,
  { warmUpSeconds, seconds }: FanoutTime,
  others: OtherProcesses = { readCpuSeconds: () => 0 },
): Promise<FanoutMeasurement> {
  const generator = forkLoad(new URL('fanout-load.ts', import.meta.url), {});
  try {
    pinProcess(child, 0);
    pinProcess(generator, 1);
    const request: FanoutLoadRequest = { port, groups, viewersPerGroup, warmUpSeconds, seconds };
    const warm = nextMessage(generator);
    generator.send(request);
    await warm;
    const [before, otherBefore] = [readCpuSeconds(child), others.readCpuSeconds()];
    const reply = (await nextMessage(generator)) as FanoutLoadReply;
    if (reply.type !== 'received') throw new Error(`unexpected message ${reply.type}`);
    const { deliveries, frames, bytes } = reply;
    return {
      ...{ deliveries, frames, bytes },
      cpuSeconds: readCpuSeconds(child) - before,
      otherCpuSeconds: others.readCpuSeconds() - otherBefore,
    };
  } finally {
    generator.kill();
  }
}

export const groupOfSocket = (debate: string): ViewerGroup => ({
  opening: handshakeRequest,
  subscription: encodeClientFrame({ type: 'subscribe', debate }).toString('base64'),
});

export const groupOfStream = (debate: string): ViewerGroup => ({
  opening: `GET /api/v1/debates/${debate}/events HTTP/1.1\r\nhost: localhost\r\n\r\n`,
  subscription: '',
});
