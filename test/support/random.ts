import { seededNumbers } from '../../app/shared/seeded-numbers.ts';

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** 0 to below 1. */
  next(): number;
  /** 0 to below `end`. */
  below(end: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  bytes(length: number): Uint8Array;
}

export function createRandom(seed: number): Random {
  const next = seededNumbers(seed);
  const below = (end: number) => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
