import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow } from '../../app/client/follow.ts';
import { profile } from '../../app/contract/profiles.ts';
import { type Frame, toEnvelope } from '../../app/debate/core/frames.ts';
import { applyFrame, emptyView } from '../../app/debate/views/debate.ts';
import { createDeltaPublisher } from '../../app/live/delta-publisher.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { createBatchTimer } from '../../app/shared/batch-timer.ts';
import { systemClock } from '../../app/shared/clock.ts';
import {
  debateCancelled,
  debateCreated,
  noteAdded,
  turnCompleted,
  turnStarted,
} from '../support/debates/events.ts';
import { type BusPair, buses } from '../support/live/buses.ts';
import { type LiveServer, startLiveServer } from '../support/live/live-server.ts';
import { createMemoryStore, type MemoryStore } from '../support/stores/memory-store.ts';
import { until } from '../support/until.ts';

const contract = profile('test');

/** One visit of a viewer: the process, the transport, and the number of frames after which it leaves. */
const visit = fc.record({
  process: fc.nat(1),
  transport: fc.constantFrom('sse' as const, 'socket' as const),
  frames: fc.nat(12),
});

/** One step of the debate. */
const debateStep = fc.oneof(
  fc.record({ notes: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 30 }) }),
  fc.record({ waitMs: fc.nat(8) }),
);

describe.each(buses)('a viewer who leaves and returns, over $name', ({ available, open }) => {
  let bus: BusPair;
  let store: MemoryStore;
  let servers: readonly LiveServer[] = [];
  let debates = 0;

  beforeAll(async () => {
    if (!available) return;
    bus = await open();
    store = createMemoryStore();
    servers = await Promise.all(
      [bus.first, bus.second].map((side) => startLiveServer({ store, bus: side, contract })),
    );
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await bus?.close();
  });

  const urlOf = (process: number) => servers[process]?.url ?? '';

  /** Follows a debate in visits, each from where the previous one ended; the last visit stays to the end. */
  async function watch(
    debate: string,
    visits: readonly { process: number; transport: 'sse' | 'socket'; frames: number }[],
  ) {
    const received: Frame[] = [];
    for (const { process, transport, frames } of [
      ...visits,
      { process: 0, transport: 'sse' as const, frames: Infinity },
    ]) {
      const events = received.filter((frame) => 'seq' in frame);
      let left = frames;
      const options = { baseUrl: urlOf(process), debate, after: events.length, transport };
      for await (const frame of follow(options)) {
        received.push(frame);
        left -= 1;
        if (left < 0) break;
      }
    }
    return received;
  }

  async function run(steps: readonly { notes?: number; text?: string; waitMs?: number }[]) {
    debates += 1;
    const tenant = 'local';
    const debate = `returning-${debates}`;
    const append = (...events: Parameters<MemoryStore['append']>[1][]) =>
      publishEvents(bus.first, tenant, store.append(debate, ...events));
    const deltas = createDeltaPublisher({
      key: { tenant, debate },
      bus: bus.first,
      batchTimer: createBatchTimer(systemClock, contract.live.deltaBatchMs),
    });
    append(debateCreated);
    append(turnStarted('t'));
    const play = async () => {
      for (const { notes = 0, text = '', waitMs } of steps) {
        if (notes > 0) append(...Array.from({ length: notes }, (_, index) => noteAdded(`${index}`)));
        if (text) deltas.append('t', 1, text);
        if (waitMs !== undefined) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      deltas.finishTurn('t');
      append(turnCompleted('t'), debateCancelled);
      deltas.close();
    };
    return { debate, play };
  }

  it.runIf(available)('receives the same log as one who never left', { timeout: 60_000 }, async () => {
    let [returns, deltaCount] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(visit, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        fc.array(debateStep, { maxLength: 30, size: 'max' }),
        async (viewers, steps) => {
          const { debate, play } = await run(steps);
          const [, continuous, ...returning] = await Promise.all([
            play(),
            watch(debate, []),
            ...viewers.map((visits) => watch(debate, visits)),
          ]);
          const log = store.log(debate).map(toEnvelope);
          for (const frames of [continuous, ...returning]) {
            expect(frames.filter((frame) => 'seq' in frame)).toEqual(log);
            expect(frames.reduce(applyFrame, emptyView(debate))).toEqual(
              log.reduce(applyFrame, emptyView(debate)),
            );
            deltaCount += frames.length - log.length;
          }
          returns += viewers.flat().length;
        },
      ),
      { numRuns: 15 },
    );
    expect(Math.min(returns, deltaCount)).toBeGreaterThan(0);
    expect(servers.flatMap(({ errors }) => errors)).toEqual([]);
    await until(
      () => servers.every(({ stats }) => stats.open.sse + stats.open.socket === 0),
      'all viewers to leave',
      { last: () => servers.map(({ stats }) => stats.open) },
    );
  });
});
