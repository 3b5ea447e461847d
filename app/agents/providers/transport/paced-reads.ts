import type { Agent, ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BatchTimer } from '../../../shared/batch-timer.ts';
import type { Clock } from '../../../shared/clock.ts';

export interface PacedReadsDeps {
  /** The one that publishes the text: what is read just before it is published no later than without a rest. */
  readonly batchTimer: Pick<BatchTimer, 'addRead'>;
  readonly clock: Pick<Clock, 'defer'>;
  /** With fewer connections there is little to read together. */
  readonly connectionsMin?: number;
}

/** After more than this a connection is read on at once: its server is fast, or sends a whole reply. */
const smallBytesMax = 4096;

const bufferBytes = 64 * 1024;

/**
 * Lets the connections of agents rest after a small read, until the batch timer reads those of their group. Tokens that
 * are read together cost less: one read takes several of a stream, and those of other streams find warm caches. That
 * saves a fifth of the CPU time of a token at 75 debates: `npm run bench -- tokens`. Call the result for each request.
 */
export function paceReads(agents: readonly Agent[], deps: PacedReadsDeps): (request: ClientRequest) => void {
  const { batchTimer, clock, connectionsMin = 8 } = deps;
  const buffer = Buffer.allocUnsafe(bufferBytes);
  const groups = new WeakMap<Duplex, number>();
  const takeGroup = createGroups(clock);
  /** Those with a small read in this turn of the event loop. */
  const justRead = new Set<Duplex>();
  let connections = 0;

  function onRead(socket: Duplex, bytes: number): boolean {
    if (bytes <= smallBytesMax && connections >= connectionsMin) {
      // Not at once: after each chunk of a response Node resumes its connection.
      if (justRead.size === 0) clock.defer(pauseAll);
      justRead.add(socket);
    }
    return socket.push(Buffer.from(buffer.subarray(0, bytes)));
  }

  function pauseAll(): void {
    for (const socket of justRead) {
      if (socket.destroyed || socket.isPaused()) continue;
      socket.pause();
      batchTimer.addRead(groups.get(socket) ?? 0, () => socket.resume());
    }
    justRead.clear();
  }

  for (const agent of agents) {
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) => {
      // Node stops to read from a paused socket only if the socket has a buffer of its own.
      const onread = { buffer, callback: (bytes: number) => socket !== null && onRead(socket, bytes) };
      const withBuffer = { ...options, onread };
      const socket = connect(withBuffer, callback) ?? null;
      connections += 1;
      socket?.once('close', () => {
        connections -= 1;
      });
      return socket;
    };
    // Its reply has ended: the connection does not rest, so that its own end is noticed before it is used again.
    agent.on('free', (socket: Duplex) => justRead.delete(socket));
  }

  return (request) => {
    const group = takeGroup();
    request.once('socket', (socket) => groups.set(socket, group));
  };
}

/**
 * Requests of one turn of the event loop get the same group. They are mostly those of one debate, whose text is then
 * published once in a batch.
 */
function createGroups(clock: Pick<Clock, 'defer'>): () => number {
  let group = 0;
  let isTaken = false;
  function next(): void {
    group += 1;
    isTaken = false;
  }
  return () => {
    if (!isTaken) clock.defer(next);
    isTaken = true;
    return group;
  };
}
