import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../app/contract/routes.ts';
import type { RateLimiter } from '../../app/http/auth/rate-limiter.ts';
import { sources } from '../style/sources.ts';
import { linearGrowthMax } from '../support/cpu-growth.ts';
import { openQuestionDebate } from '../support/debates/sample-debates.ts';
import { createTestApp, openStore, seedDebate, type TestApp } from '../support/http/test-app.ts';
import type { OpenDatabase } from '../support/stores/databases.ts';
import { allDoors } from './all-doors.ts';
import { hostileInputs } from './inputs.ts';
import { type Door, measureDoor } from './measure.ts';
import { findUncoveredParsers } from './parsers.ts';

/**
 * ROSTRUM_DOORS=all feeds every input to every door, up to its limit, and ROSTRUM_DOORS=PDF to the doors with PDF in
 * their names. The default feeds one input to each door, in turn.
 */
const chosen = process.env.ROSTRUM_DOORS;
const isLong = chosen !== undefined;
const inputsPerDoor = 1;
const KiB = 1024;
const sizes = isLong
  ? { bodyCharsMax: 4096 * KiB, documentCharsMax: 2000 * KiB }
  : { bodyCharsMax: 32 * KiB, documentCharsMax: 64 * KiB };
/** The long form compares five times in any case. */
const firstMax = isLong ? 0 : linearGrowthMax;
/** An input that costs less, however long it may be, holds up nothing. */
const costMs = 20;
/**
 * What a character of the longest input may cost where growth is above the limit. A linear parser gets slower while its
 * objects outgrow the caches and the young generation: V8's `JSON.parse` takes 22 ns a character for 32 KiB of members,
 * 45 for 512 KiB and 93 for 4 MiB, and pdf.js 40 for 256 KiB and 120 from 2 MiB on. A quadratic one takes thousands.
 */
const charNsMax = 250;

const unlimited: RateLimiter = {
  consume: async () => ({ allowed: true, remaining: 1, resetMs: 0 }),
  close() {},
};

let database: OpenDatabase;
let app: TestApp;
let doors: readonly Door[];

beforeAll(async () => {
  database = await openStore();
  const { store } = database;
  // Debates are not stored: the database shares the process, and its work is not that of the program.
  const heldBefore = { keyUsd: 0, tenantUsd: 0, keyUsdPerDay: null };
  const create: typeof store.create = async () => ({ outcome: 'created', events: [], heldBefore });
  app = createTestApp({ ...store, create }, { rateLimiter: unlimited });
  const debate = await seedDebate(store, openQuestionDebate().events);
  const { json } = await app.call('/openapi.json');
  doors = allDoors(json, callThrough, debate, sizes);
});

/** A request that is turned away, or breaks the program, tests nothing. */
const callThrough: TestApp['call'] = async (path, options) => {
  const response = await app.call(path, options);
  if (response.status === 429 || response.status >= 500)
    throw new Error(`${path.slice(0, 60)} was answered ${response.status} ${response.text.slice(0, 200)}`);
  return response;
};

afterAll(async () => {
  app.close();
  await database.close();
});

test('every route with a parameter or a body has a door', () => {
  const without = Object.entries(routes)
    .filter(([name, { method, path }]) => {
      const takesInput = path.includes('{') || (method === 'post' && path.endsWith('s'));
      return takesInput && !doors.some((door) => door.name.startsWith(`${name} `));
    })
    .map(
      ([name]) => `${name} has no door: register it with its parameters and its body (app/http/router.ts)`,
    );
  expect(without).toEqual([]);
});

test('every parser of a text from outside has a door', () => {
  const names = doors.map(({ name }) => name);
  expect(findUncoveredParsers(sources(), names)).toEqual([]);
});

/** In turn, so that all inputs are used. */
function* pairs(): Generator<readonly [Door, string, (chars: number) => string]> {
  const inputs = Object.entries(hostileInputs);
  const isChosen = ({ name }: Door) => !isLong || chosen === 'all' || name.includes(chosen);
  for (const [index, door] of doors.filter(isChosen).entries()) {
    const count = isLong ? inputs.length : inputsPerDoor;
    for (let nth = 0; nth < count; nth++) {
      const input = inputs[(index * count + nth) % inputs.length];
      if (input) yield [door, ...input];
    }
  }
}

test('every door takes time linear in its input', { timeout: isLong ? 7_200_000 : 300_000 }, async () => {
  const faults: string[] = [];
  const growths: number[] = [];
  let fed = 0;
  for (const [door, input, make] of pairs()) {
    if (isLong && fed++ % 100 === 0) console.log(`input ${fed}: ${door.name}, ${input}`);
    try {
      const limits = { costMs, firstMax, growthMax: linearGrowthMax };
      const { chars, growth, charNs } = await measureDoor(door, make, limits);
      if (growth !== null) growths.push(growth);
      if (growth !== null && charNs !== null && charNs > charNsMax)
        faults.push(
          `${door.name} costs ${growth.toFixed(0)} times as much for ${chars} chars of ${input} as for an eighth, ` +
            `and ${charNs.toFixed(0)} ns a character for the longest input`,
        );
    } catch (error) {
      faults.push(`${door.name} breaks on ${input}: ${error}`);
    }
  }
  if (isLong)
    console.log(`${fed} inputs, ${growths.length} measured, growth at most ${Math.max(...growths)}`);
  expect(faults).toEqual([]);
});
