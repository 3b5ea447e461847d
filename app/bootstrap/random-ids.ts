import { randomFillSync } from 'node:crypto';

const idBytes = 12;
const pool = Buffer.alloc(256 * idBytes);
let usedBytes = pool.length;

/** 96 random bits in hex, because a terminal would take an id that begins with a dash for an option. */
export function randomId(): string {
  // Many at once: each call of the random generator costs as much as the rest of a probe's middleware.
  if (usedBytes === pool.length) {
    randomFillSync(pool);
    usedBytes = 0;
  }
  usedBytes += idBytes;
  return pool.toString('hex', usedBytes - idBytes, usedBytes);
}
