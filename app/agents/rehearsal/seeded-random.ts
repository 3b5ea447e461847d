import { createHash } from 'node:crypto';

/** Deterministic random values: the same seed and label always give the same value. */
export interface SeededRandom {
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly number: (label: string) => number;
  readonly shuffle: <T>(label: string, items: readonly T[]) => readonly T[];
}

export function createSeededRandom(seed: string): SeededRandom {
  const number = (label: string) =>
    createHash('sha256').update(`${seed}\n${label}`).digest().readUInt32BE() / 2 ** 32;
  return {
    number,
    shuffle: (label, items) =>
      items
        .map((item, index) => ({ item, order: number(`${label}\n${index}`) }))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item),
  };
}
