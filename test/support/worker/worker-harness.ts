import type { Roster } from '../../../app/agents/agent.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { DebateCommand } from '../../../app/debate/core/decide.ts';
import { type DebateSettings, isTerminalEvent, type StoredEvent } from '../../../app/debate/core/events.ts';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import { summarizeDebate } from '../../../app/debate/views/summary.ts';
import { openDebateLog } from '../../../app/debate-log/debate-log.ts';
import { createLocalBus } from '../../../app/live/bus.ts';
import { createDeltaPublisher } from '../../../app/live/delta-publisher.ts';
import { publishEvents, topics } from '../../../app/live/messages.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { isOutage } from '../../../app/store/errors.ts';
import type { NewDebate, Store } from '../../../app/store/store.ts';
import type { WorkerEvent } from '../../../app/worker/lifecycle-events.ts';
import { type AttemptReport, createWorkerStats, type WorkerStats } from '../../../app/worker/stats.ts';
import { startWorker, type Worker } from '../../../app/worker/worker.ts';
import { settings } from '../debates/debate-driver.ts';
import { until } from '../until.ts';

/** Workers on one store, in this process. */
export interface WorkerHarness {
  readonly store: Store;
  readonly stats: WorkerStats;
  readonly turnFacts: AttemptReport[];
  readonly workerEvents: WorkerEvent[];
  /** Unexpected errors; a test that does not remove them expects none. */
  readonly bugs: unknown[];
  readonly outages: unknown[];
  /** Creates a debate, as the HTTP API does. */
  create(id: string, changes?: Partial<DebateSettings>, row?: Partial<NewDebate>): Promise<void>;
  start(roster: Roster, changes?: { owner?: string; contract?: Contract; store?: Store }): Promise<Worker>;
  /** Executes a command, as the HTTP API does. */
  execute(id: string, command: DebateCommand): Promise<void>;
  /** Resolves to the log once it contains an expected event. */
  waitForEvent(id: string, isExpected: (event: StoredEvent) => boolean): Promise<readonly StoredEvent[]>;
  waitForEnd(id: string): Promise<readonly StoredEvent[]>;
  /** Stops all workers. */
  stop(): Promise<void>;
  /** Forgets all workers without stopping them, as if they had crashed. */
  abandonWorkers(): void;
}

export const stopWorker = (worker: Worker): Promise<void> => worker.drain(AbortSignal.abort());

const oneHourFromNow = () => new Date(Date.now() + 3_600_000).toISOString();
const now = () => new Date();
const tenant = 'local';

export function createWorkerHarness(store: Store, bus = createLocalBus()): WorkerHarness {
  const workers: Worker[] = [];
  const stats = createWorkerStats();
  const turnFacts: AttemptReport[] = [];
  const workerEvents: WorkerEvent[] = [];
  const bugs: unknown[] = [];
  const outages: unknown[] = [];

  async function waitForEvent(
    id: string,
    isExpected: (event: StoredEvent) => boolean,
  ): Promise<readonly StoredEvent[]> {
    let log: readonly StoredEvent[] = [];
    await until(
      async () => {
        log = await store.events({ tenant, debate: id }, 0, 1000);
        return log.some(isExpected);
      },
      'the expected event',
      { last: () => log.map(({ type }) => type) },
    );
    return log;
  }

  return {
    store,
    stats,
    turnFacts,
    workerEvents,
    bugs,
    outages,
    waitForEvent,
    waitForEnd: (id) => waitForEvent(id, isTerminalEvent),

    async create(id, changes = {}, row = {}) {
      const data = settings({ decideAt: oneHourFromNow(), deadlineAt: oneHourFromNow(), ...changes });
      const events = [
        { type: 'debate.created', data },
        { type: 'round.started', data: { round: 0 } },
      ] as const;
      const summary = summarizeDebate(foldEvents(events));
      const at = now().toISOString();
      await store.create({ id, tenant, events: [...events], evidence: [], summary, at, ...row });
      bus.publish(topics.wakeups, id);
    },

    async start(roster, changes = {}) {
      const contract = changes.contract ?? profile('test');
      const worker = startWorker({
        ...{ store, bus, roster, contract, owner: 'w1', now, stats, isOutage, ...changes },
        clock: systemClock,
        announce: (owner, events) => publishEvents(bus, owner, events),
        openDeltaPublisher: (key) => createDeltaPublisher({ key, bus, contract, clock: systemClock }),
        onAttempt: (one) => turnFacts.push(one),
        onEvent: (one) => workerEvents.push(one),
        onUnexpectedError: (error) => bugs.push(error),
        onOutage: (error) => outages.push(error),
      });
      workers.push(worker);
      return worker;
    },

    async execute(id, command) {
      const log = openDebateLog({ store, now, pageEvents: 100 }, { tenant, debate: id });
      await log.refresh();
      const result = await log.execute(command);
      if (result.outcome === 'done') publishEvents(bus, tenant, result.events);
      bus.publish(topics.wakeups, id);
    },

    async stop() {
      await Promise.all(workers.splice(0).map(stopWorker));
    },
    abandonWorkers() {
      workers.length = 0;
    },
  };
}

/** A reply that never comes; rejects when its signal aborts. */
export const neverReply = (signal: AbortSignal): Promise<string> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
