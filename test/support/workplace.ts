import type { Roster } from '../../app/agents/agent.ts';
import type { Contract } from '../../app/contract/contract.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Command } from '../../app/debate/decide.ts';
import { isLast, type Settings, type Stored } from '../../app/debate/events.ts';
import { fold } from '../../app/debate/evolve.ts';
import { summaryOf } from '../../app/debate/summary.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { createDeltas } from '../../app/live/deltas.ts';
import { publishEvents, topics } from '../../app/live/messages.ts';
import { systemTimers } from '../../app/live/timers.ts';
import { isOutage } from '../../app/store/errors.ts';
import { openLog } from '../../app/store/log.ts';
import type { NewDebate, Store } from '../../app/store/store.ts';
import { createWorkCounts, type TurnFacts, type WorkCounts } from '../../app/work/counts.ts';
import type { News } from '../../app/work/news.ts';
import { startWorker, type Worker } from '../../app/work/worker.ts';
import { settings } from './debate.ts';
import { until } from './until.ts';

/** Workers on one store, in this process. */
export interface Workplace {
  readonly store: Store;
  readonly counts: WorkCounts;
  readonly facts: TurnFacts[];
  readonly news: News[];
  /** What was told; a test that does not take it out expects none. */
  readonly bugs: unknown[];
  readonly outages: unknown[];
  /** Puts a debate into the store, as the HTTP surface would. */
  create(id: string, changes?: Partial<Settings>, row?: Partial<NewDebate>): Promise<void>;
  start(roster: Roster, changes?: { owner?: string; contract?: Contract; store?: Store }): Promise<Worker>;
  /** A command from outside, as the HTTP surface gives it. */
  command(id: string, said: Command): Promise<void>;
  /** Resolves with the log once an event is in it that a test waits for. */
  logUntil(id: string, wanted: (event: Stored) => boolean): Promise<readonly Stored[]>;
  logAtEnd(id: string): Promise<readonly Stored[]>;
  /** Stops what was started. */
  stop(): Promise<void>;
  /** Of those started until now, none can be stopped: they are dead. */
  forget(): void;
}

export const stop = (worker: Worker): Promise<void> => worker.drain(AbortSignal.abort());

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const now = () => new Date();
const tenant = 'local';

export function openWorkplace(store: Store, bus = createLocalBus()): Workplace {
  const workers: Worker[] = [];
  const counts = createWorkCounts();
  const facts: TurnFacts[] = [];
  const news: News[] = [];
  const bugs: unknown[] = [];
  const outages: unknown[] = [];

  async function logUntil(id: string, wanted: (event: Stored) => boolean): Promise<readonly Stored[]> {
    let log: readonly Stored[] = [];
    await until(async () => {
      log = await store.events({ tenant, debate: id }, 0, 1000);
      return log.some(wanted);
    });
    return log;
  }

  return {
    ...{ store, counts, facts, news, bugs, outages, logUntil },
    logAtEnd: (id) => logUntil(id, isLast),

    async create(id, changes = {}, row = {}) {
      const data = settings({ decideAt: inAnHour(), deadlineAt: inAnHour(), ...changes });
      const events = [
        { type: 'debate.created', data },
        { type: 'round.started', data: { round: 0 } },
      ] as const;
      const summary = summaryOf(fold(events));
      const at = now().toISOString();
      await store.create({ id, tenant, events: [...events], evidence: [], summary, at, ...row });
      bus.publish(topics.work, id);
    },

    async start(roster, changes = {}) {
      const contract = changes.contract ?? profile('test');
      const worker = startWorker({
        ...{ store, bus, roster, contract, owner: 'w1', now, counts, isOutage, ...changes },
        announce: (owner, events) => publishEvents(bus, owner, events),
        openDeltas: (key) => createDeltas({ key, bus, contract, timers: systemTimers }),
        onTurn: (one) => facts.push(one),
        onNews: (one) => news.push(one),
        onBug: (error) => bugs.push(error),
        onOutage: (error) => outages.push(error),
      });
      workers.push(worker);
      return worker;
    },

    async command(id, said) {
      const log = openLog({ store, now, pageEvents: 100 }, { tenant, debate: id });
      await log.refresh();
      const acted = await log.act(said);
      if (acted.outcome === 'done') publishEvents(bus, tenant, acted.events);
      bus.publish(topics.work, id);
    },

    async stop() {
      await Promise.all(workers.splice(0).map(stop));
    },
    forget() {
      workers.length = 0;
    },
  };
}

/** A reply that is never given; its signal ends it. */
export const hang = (signal: AbortSignal): Promise<string> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
