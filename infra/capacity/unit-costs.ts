/** What one unit costs, and the row of `npm run bench` that measures it. */
export interface UnitCost {
  readonly value: number;
  readonly unit: string;
  readonly meaning: string;
  readonly row: string;
}

/**
 * Measured on two cores of a virtual machine, which other programs used as well, with Node 26. The model takes a CPU of
 * a deployment to be as fast as one of these.
 */
export const unitCosts = {
  deliveryMicros: {
    value: 18,
    unit: 'µs of CPU',
    meaning: 'a packet of live text to one viewer',
    row: 'capacity',
  },
  watchedPacketMicros: {
    value: 70,
    unit: 'µs of CPU',
    meaning: 'a packet from the cache, in each process that has viewers of its debate',
    row: 'capacity',
  },
  packetBytes: {
    value: 450,
    unit: 'bytes',
    meaning: 'a packet with text of three seats, of tokens with 4.5 bytes',
    row: 'capacity',
  },
  tokenMicros: {
    value: 50,
    unit: 'µs of CPU',
    meaning:
      'a token in a worker, from the provider until it is sent; measured with five viewers in the process',
    row: 'tokens',
  },
  eventMicros: {
    value: 1100,
    unit: 'µs of CPU',
    meaning: 'an event in PostgreSQL, with the reads that belong to it',
    row: 'debates',
  },
  processMB: { value: 140, unit: 'MB', meaning: 'a process', row: 'memory' },
  processWithSourceMapsMB: {
    value: 145,
    unit: 'MB',
    meaning: 'a process with --enable-source-maps, as in npm start and the image',
    row: 'memory',
  },
  viewerKB: { value: 60, unit: 'KB', meaning: 'a viewer', row: 'memory' },
  debateMB: { value: 1, unit: 'MB', meaning: 'a debate in a worker, without its documents', row: 'debates' },
} as const satisfies Readonly<Record<string, UnitCost>>;

/** Assumed, not measured: a debate of the preset `standard` with all rounds, and models that write as most do. */
export const typicalDebate = {
  /** Three seats propose, criticize and revise twice; then a judge. */
  turns: 16,
  tokensPerTurn: 1000,
  seatsAtOnce: 3,
  tokensPerSecondOfSeat: 50,
  bytesPerToken: 4.5,
  events: 40,
  /** Of an event without the text of its turn. */
  eventBytes: 600,
} as const;

/** Seconds in which text of the debate arrives: six phases, each as long as one turn. */
export const textSeconds = (6 * typicalDebate.tokensPerTurn) / typicalDebate.tokensPerSecondOfSeat;
