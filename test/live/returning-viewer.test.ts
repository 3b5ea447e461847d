import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventStream } from '../../app/client/event-stream.ts';
import type { Said } from '../../app/client/said.ts';
import { socketFrames } from '../../app/client/socket.ts';
import { envelope } from '../../app/debate/frames.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { buses, type OpenBus } from '../support/buses.ts';
import { cancelled, created, note } from '../support/debate-events.ts';
import { type LiveServer, startLiveServer } from '../support/live-server.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { until } from '../support/until.ts';

/** One stay of a viewer: at which of two processes, over which transport, and after how many events it leaves. */
const stay = fc.record({
  process: fc.nat(1),
  connect: fc.constantFrom(eventStream, socketFrames),
  events: fc.integer({ min: 1, max: 12 }),
});
type Stay = typeof stay extends fc.Arbitrary<infer T> ? T : never;

/** Events, how often their hint comes through, and how long it takes until the next. */
const burst = fc.record({
  events: fc.integer({ min: 1, max: 12 }),
  hints: fc.constantFrom(0, 1, 1, 1, 2),
  waitMs: fc.constantFrom(0, 0, 1, 5),
});
type Burst = typeof burst extends fc.Arbitrary<infer T> ? T : never;

describe.each(buses)(
  'a viewer who leaves and comes back with its last seq, over $name',
  ({ available, open }) => {
    let bus: OpenBus;
    let store: MemoryStore;
    let servers: readonly LiveServer[] = [];
    let debates = 0;

    beforeAll(async () => {
      if (!available) return;
      bus = await open();
      store = createMemoryStore();
      servers = await Promise.all([bus.here, bus.there].map((side) => startLiveServer({ store, bus: side })));
    });
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.close()));
      await bus?.close();
    });

    /**
     * What a viewer is told in its stays, each from where the one before ended. It mends nothing: it takes what comes,
     * and counts on it.
     */
    async function watch(debate: string, stays: readonly Stay[]): Promise<Said[]> {
      const kept: Said[] = [];
      for (const { process, connect, events } of stays) {
        const root = servers[process]?.url ?? '';
        const { signal } = new AbortController();
        let left = events;
        for await (const said of connect({ root, debate, after: kept.length, headers: {}, signal })) {
          if (said.type === 'ended') return kept;
          if (!('hash' in said)) continue;
          kept.push(said);
          left -= 1;
          if (left === 0) break;
        }
      }
      return kept;
    }

    async function happen(debate: string, bursts: readonly Burst[]): Promise<void> {
      for (const { events, hints, waitMs } of bursts) {
        const stored = store.append(debate, ...Array.from({ length: events }, () => note('so it goes')));
        for (let hint = 0; hint < hints; hint += 1) publishEvents(bus.here, 'local', stored);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      publishEvents(bus.here, 'local', store.append(debate, cancelled));
    }

    it.runIf(available)(
      'is told every event once, in order, whenever it left',
      { timeout: 60_000 },
      async () => {
        let returns = 0;
        const forGood = { process: 0, connect: eventStream, events: Infinity };
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.array(stay, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
            fc.array(burst, { maxLength: 15, size: 'max' }),
            async (viewers, bursts) => {
              debates += 1;
              const debate = `returning-viewer-${debates}`;
              publishEvents(bus.here, 'local', store.append(debate, created));
              const [faithful, ...returning] = await Promise.all([
                watch(debate, [forGood]),
                ...viewers.map((stays) => watch(debate, [...stays, forGood])),
                happen(debate, bursts),
              ]);
              const log = store.log(debate).map(envelope);
              expect(faithful).toEqual(log);
              for (const told of returning.slice(0, viewers.length)) expect(told).toEqual(log);
              returns += viewers.flat().length;
            },
          ),
          { numRuns: 40 },
        );
        expect(returns).toBeGreaterThan(0);
        expect(servers.flatMap(({ errors }) => errors)).toEqual([]);
        await until(() =>
          servers.every(({ counts }) => counts.open.sse + counts.open.socket + counts.debates === 0),
        );
      },
    );
  },
);
