/** A 32-bit FNV-1a hash, so that a turn has the same seed in every attempt. */
export function hashSeed(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** A Fisher-Yates shuffle that depends only on the seed. */
export function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const remaining = [...items];
  const shuffled: T[] = [];
  for (let step = 0; remaining.length > 0; step++) {
    const [item] = remaining.splice(hashSeed(seed, `${step}`) % remaining.length, 1);
    if (item !== undefined) shuffled.push(item);
  }
  return shuffled;
}
