import { createHash } from 'node:crypto';

/** Chance that is decided by names: the same seed and label always give the same. */
export interface SeededRandom {
  /** From 0 to below 1. */
  readonly number: (label: string) => number;
  /** The items in an order of their own. */
  readonly shuffle: <T>(label: string, items: readonly T[]) => readonly T[];
}

export function createSeededRandom(seed: string): SeededRandom {
  const number = (label: string) =>
    createHash('sha256').update(`${seed}\n${label}`).digest().readUInt32BE() / 2 ** 32;
  return {
    number,
    shuffle: (label, items) =>
      items
        .map((item, index) => ({ item, at: number(`${label}\n${index}`) }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
  };
}
