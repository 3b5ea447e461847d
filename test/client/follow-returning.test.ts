import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow } from '../../app/client/follow.ts';
import { profile } from '../../app/contract/profiles.ts';
import { envelope, type Frame } from '../../app/debate/frames.ts';
import { applyFrame, emptyView } from '../../app/debate/view.ts';
import { createDeltas } from '../../app/live/deltas.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { systemTimers } from '../../app/live/timers.ts';
import { buses, type OpenBus } from '../support/buses.ts';
import { cancelled, completed, created, note, started } from '../support/debate-events.ts';
import { type LiveServer, startLiveServer } from '../support/live-server.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { until } from '../support/until.ts';

const contract = profile('test');

/** One stay of a viewer: at which of two processes, over which transport, and after how many frames it leaves. */
const stay = fc.record({
  process: fc.nat(1),
  transport: fc.constantFrom('sse' as const, 'socket' as const),
  frames: fc.nat(12),
});

/** What the debate does between two looks at the network. */
const happening = fc.oneof(
  fc.record({ notes: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 30 }) }),
  fc.record({ waitMs: fc.nat(8) }),
);

describe.each(buses)('a viewer who leaves and comes back, over $name', ({ available, open }) => {
  let bus: OpenBus;
  let store: MemoryStore;
  let servers: readonly LiveServer[] = [];
  let debates = 0;

  beforeAll(async () => {
    if (!available) return;
    bus = await open();
    store = createMemoryStore();
    servers = await Promise.all(
      [bus.here, bus.there].map((side) => startLiveServer({ store, bus: side, contract })),
    );
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await bus?.close();
  });

  const urlOf = (process: number) => servers[process]?.url ?? '';

  /** Watches a debate in stays, each from where the one before ended, and stays for good in the end. */
  async function watch(
    debate: string,
    stays: readonly { process: number; transport: 'sse' | 'socket'; frames: number }[],
  ) {
    const kept: Frame[] = [];
    for (const { process, transport, frames } of [
      ...stays,
      { process: 0, transport: 'sse' as const, frames: Infinity },
    ]) {
      const events = kept.filter((frame) => 'seq' in frame);
      let left = frames;
      const options = { baseUrl: urlOf(process), debate, after: events.length, transport };
      for await (const frame of follow(options)) {
        kept.push(frame);
        left -= 1;
        if (left < 0) break;
      }
    }
    return kept;
  }

  async function run(happenings: readonly { notes?: number; text?: string; waitMs?: number }[]) {
    debates += 1;
    const tenant = 'local';
    const debate = `returning-${debates}`;
    const append = (...events: Parameters<MemoryStore['append']>[1][]) =>
      publishEvents(bus.here, tenant, store.append(debate, ...events));
    const deltas = createDeltas({ key: { tenant, debate }, bus: bus.here, contract, timers: systemTimers });
    append(created);
    append(started('t'));
    const happen = async () => {
      for (const { notes = 0, text = '', waitMs } of happenings) {
        if (notes > 0) append(...Array.from({ length: notes }, (_, index) => note(`${index}`)));
        if (text) deltas.speak('t', 1, text);
        if (waitMs !== undefined) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      deltas.end('t');
      append(completed('t'), cancelled);
      deltas.close();
    };
    return { debate, happen };
  }

  it.runIf(available)('ends with the same log as one who never left', { timeout: 60_000 }, async () => {
    let [returns, deltasSeen] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(stay, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        fc.array(happening, { maxLength: 30, size: 'max' }),
        async (viewers, happenings) => {
          const { debate, happen } = await run(happenings);
          const [, faithful, ...returning] = await Promise.all([
            happen(),
            watch(debate, []),
            ...viewers.map((stays) => watch(debate, stays)),
          ]);
          const log = store.log(debate).map(envelope);
          for (const frames of [faithful, ...returning]) {
            expect(frames.filter((frame) => 'seq' in frame)).toEqual(log);
            expect(frames.reduce(applyFrame, emptyView(debate))).toEqual(
              log.reduce(applyFrame, emptyView(debate)),
            );
            deltasSeen += frames.length - log.length;
          }
          returns += viewers.flat().length;
        },
      ),
      { numRuns: 30 },
    );
    expect(Math.min(returns, deltasSeen)).toBeGreaterThan(0);
    expect(servers.flatMap(({ errors }) => errors)).toEqual([]);
    await until(() => servers.every(({ counts }) => counts.open.sse + counts.open.socket === 0));
  });
});
