import type { Roster } from '../../../app/agents/agent.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { DebateCommand } from '../../../app/debate/core/commands.ts';
import { type DebateSettings, isTerminalEvent, type StoredEvent } from '../../../app/debate/core/events.ts';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import { summarizeDebate } from '../../../app/debate/views/summary.ts';
import { executeCommand } from '../../../app/debate-log/debate-log.ts';
import { createLocalBus } from '../../../app/live/bus.ts';
import { createDeltaPublisher } from '../../../app/live/delta-publisher.ts';
import { publishEvents, topics } from '../../../app/live/messages.ts';
import { createBatchTimer } from '../../../app/shared/batch-timer.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { isOutage } from '../../../app/store/errors.ts';
import type { NewDebate, Store } from '../../../app/store/store.ts';
import type { WorkerEvent } from '../../../app/worker/lifecycle-events.ts';
import { type AttemptReport, createWorkerStats, type WorkerStats } from '../../../app/worker/stats.ts';
import { startWorker, type Worker } from '../../../app/worker/worker.ts';
import { settings } from '../debates/debate-driver.ts';
import { until } from '../until.ts';

interface StartChanges {
  readonly owner?: string;
  readonly contract?: Contract;
  readonly store?: Store;
  readonly now?: () => Date;
}

/** Workers on one store, in this process. Events are collected for the test to inspect. */
export interface WorkerHarness {
  readonly store: Store;
  readonly stats: WorkerStats;
  readonly turnFacts: AttemptReport[];
  readonly workerEvents: WorkerEvent[];
  /** Errors reported by the workers. */
  readonly bugs: unknown[];
  readonly outages: unknown[];
  /** Creates a debate, as the HTTP API would. */
  create(id: string, changes?: Partial<DebateSettings>, row?: Partial<NewDebate>): Promise<void>;
  start(roster: Roster, changes?: StartChanges): Promise<Worker>;
  /** Executes a person's command, as the HTTP API would. */
  execute(id: string, command: DebateCommand): Promise<void>;
  /** Resolves with the log once it contains an event that `isExpected` accepts. */
  waitForEvent(id: string, isExpected: (event: StoredEvent) => boolean): Promise<readonly StoredEvent[]>;
  waitForEnd(id: string): Promise<readonly StoredEvent[]>;
  /** Ends an owner's leases, as if their time had passed. */
  expireLeases(owner: string): Promise<void>;
  /** Stops the workers that were started. */
  stop(): Promise<void>;
  /** Forgets the workers started so far: they have crashed and cannot be stopped. */
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
      const batchTimer = createBatchTimer(systemClock, contract.live.deltaBatchMs);
      const worker = startWorker({
        store,
        bus,
        roster,
        contract,
        owner: 'w1',
        now,
        stats,
        isOutage,
        ...changes,
        clock: systemClock,
        announce: (tenantId, events) => publishEvents(bus, tenantId, events),
        openDeltaPublisher: (key) => createDeltaPublisher({ key, bus, batchTimer }),
        onDebateEnded: () => {},
        onAttempt: (report) => turnFacts.push(report),
        onEvent: (event) => workerEvents.push(event),
        onUnexpectedError: (error) => bugs.push(error),
        onOutage: (error) => outages.push(error),
      });
      workers.push(worker);
      return worker;
    },

    async execute(id, command) {
      const logDeps = { store, now, pageEventsMax: 100, onDebateEnded: () => {} };
      const result = await executeCommand(logDeps, { tenant, debate: id }, command);
      if (result.outcome === 'done') publishEvents(bus, tenant, result.events);
      bus.publish(topics.wakeups, id);
    },

    async expireLeases(owner) {
      const leases = workerEvents.flatMap(({ type, data }) => (type === 'debate.claimed' ? [data] : []));
      await store.renew(owner, leases, 0);
    },

    async stop() {
      await Promise.all(workers.splice(0).map(stopWorker));
    },
    abandonWorkers() {
      workers.length = 0;
    },
  };
}

/** A reply that never comes; it rejects when `signal` aborts. */
export const neverReply = (signal: AbortSignal): Promise<string> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
