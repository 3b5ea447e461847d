import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMessage } from '../../app/client/messages.ts';
import { sseMessages } from '../../app/client/sse.ts';
import { socketMessages } from '../../app/client/websocket.ts';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { debateCancelled, debateCreated, noteAdded } from '../support/debates/events.ts';
import { type BusPair, buses } from '../support/live/buses.ts';
import { type LiveServer, startLiveServer } from '../support/live/live-server.ts';
import { createMemoryStore, type MemoryStore } from '../support/stores/memory-store.ts';
import { until } from '../support/until.ts';

/** One visit of a viewer: the process, the transport, and the number of events after which it leaves. */
const visit = fc.record({
  process: fc.nat(1),
  connect: fc.constantFrom(sseMessages, socketMessages),
  events: fc.integer({ min: 1, max: 12 }),
});
type Visit = typeof visit extends fc.Arbitrary<infer T> ? T : never;

/** A number of events, how often their hint is delivered, and the time until the next burst. */
const burst = fc.record({
  events: fc.integer({ min: 1, max: 12 }),
  hints: fc.constantFrom(0, 1, 1, 1, 2),
  waitMs: fc.constantFrom(0, 0, 1, 5),
});
type Burst = typeof burst extends fc.Arbitrary<infer T> ? T : never;

describe.each(buses)(
  'a viewer who leaves and returns with its last seq, over $name',
  ({ available, open }) => {
    let bus: BusPair;
    let store: MemoryStore;
    let servers: readonly LiveServer[] = [];
    let debates = 0;

    beforeAll(async () => {
      if (!available) return;
      bus = await open();
      store = createMemoryStore();
      servers = await Promise.all(
        [bus.first, bus.second].map((side) => startLiveServer({ store, bus: side })),
      );
    });
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.close()));
      await bus?.close();
    });

    /**
     * The messages of all visits of a viewer, each from where the previous one ended. Without any repair: a gap or a
     * duplicate would stay in the result.
     */
    async function watch(debate: string, visits: readonly Visit[]): Promise<ServerMessage[]> {
      const received: ServerMessage[] = [];
      for (const { process, connect, events } of visits) {
        const root = servers[process]?.url ?? '';
        const { signal } = new AbortController();
        let left = events;
        for await (const message of connect({ root, debate, after: received.length, headers: {}, signal })) {
          if (message.type === 'ended') return received;
          if (!('hash' in message)) continue;
          received.push(message);
          left -= 1;
          if (left === 0) break;
        }
      }
      return received;
    }

    async function appendBursts(debate: string, bursts: readonly Burst[]): Promise<void> {
      for (const { events, hints, waitMs } of bursts) {
        const stored = store.append(debate, ...Array.from({ length: events }, () => noteAdded('so it goes')));
        for (let hint = 0; hint < hints; hint += 1) publishEvents(bus.first, 'local', stored);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      publishEvents(bus.first, 'local', store.append(debate, debateCancelled));
    }

    it.runIf(available)('receives every event once, in order', { timeout: 60_000 }, async () => {
      let returns = 0;
      const toTheEnd = { process: 0, connect: sseMessages, events: Infinity };
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(visit, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
          fc.array(burst, { maxLength: 15, size: 'max' }),
          async (viewers, bursts) => {
            debates += 1;
            const debate = `returning-viewer-${debates}`;
            publishEvents(bus.first, 'local', store.append(debate, debateCreated));
            const [continuous, ...returning] = await Promise.all([
              watch(debate, [toTheEnd]),
              ...viewers.map((visits) => watch(debate, [...visits, toTheEnd])),
              appendBursts(debate, bursts),
            ]);
            const log = store.log(debate).map(toEnvelope);
            expect(continuous).toEqual(log);
            for (const received of returning.slice(0, viewers.length)) expect(received).toEqual(log);
            returns += viewers.flat().length;
          },
        ),
        { numRuns: 20 },
      );
      expect(returns).toBeGreaterThan(0);
      expect(servers.flatMap(({ errors }) => errors)).toEqual([]);
      await until(
        () => servers.every(({ stats }) => stats.open.sse + stats.open.socket + stats.debates === 0),
        'all viewers to leave',
        { last: () => servers.map(({ stats }) => stats) },
      );
    });
  },
);
