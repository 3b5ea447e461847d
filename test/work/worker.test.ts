import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentFailure, type Roster } from '../../app/agents/agent.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Command } from '../../app/debate/decide.ts';
import { isLast, type Settings, type Stored } from '../../app/debate/events.ts';
import { fold } from '../../app/debate/evolve.ts';
import { recordOf } from '../../app/debate/record.ts';
import { summaryOf } from '../../app/debate/summary.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { createDeltas } from '../../app/live/deltas.ts';
import { publishEvents, topics } from '../../app/live/messages.ts';
import { systemTimers } from '../../app/live/timers.ts';
import { openLog } from '../../app/store/log.ts';
import type { Store } from '../../app/store/store.ts';
import { startWorker, type Worker } from '../../app/work/worker.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { settings, types } from '../support/debate.ts';
import { replyTo, scriptedRoster } from '../support/panel.ts';

const contract = profile('test');
const bus = createLocalBus();
const workers: Worker[] = [];
let database: OpenDatabase;
let store: Store;
let bugs: unknown[];

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Puts a debate into the store, as the HTTP surface would. */
async function create(id: string, changes: Partial<Settings> = {}): Promise<void> {
  const data = settings({ decideAt: inAnHour(), deadlineAt: inAnHour(), ...changes });
  const events = [
    { type: 'debate.created', data },
    { type: 'round.started', data: { round: 0 } },
  ] as const;
  const summary = summaryOf(fold(events));
  await store.create({
    id,
    tenant: 'local',
    events: [...events],
    evidence: [],
    summary,
    at: new Date().toISOString(),
  });
  bus.publish(topics.work, id);
}

async function start(roster: Roster, owner = 'w1'): Promise<Worker> {
  const worker = await startWorker({
    store,
    bus,
    roster,
    contract,
    owner,
    now: () => new Date(),
    announce: (events) => publishEvents(bus, events),
    openDeltas: (debate) => createDeltas({ debate, bus, contract, timers: systemTimers }),
    onBug: (error) => bugs.push(error),
    onOutage: (error) => bugs.push(error),
  });
  workers.push(worker);
  return worker;
}

/** Resolves with the log once an event is in it that a test waits for. */
async function logUntil(id: string, wanted: (event: Stored) => boolean): Promise<readonly Stored[]> {
  for (;;) {
    const log = await store.events(id, 0, 1000);
    if (log.some(wanted)) return log;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const logAtEnd = (id: string) => logUntil(id, isLast);

/** A command from outside, as the HTTP surface gives it. */
async function command(id: string, said: Command): Promise<void> {
  const log = openLog({ store, now: () => new Date(), pageEvents: 100 }, id);
  await log.refresh();
  const acted = await log.act(said);
  if (acted.outcome === 'done') publishEvents(bus, acted.events);
  bus.publish(topics.work, id);
}

/** A reply that is never given; its signal ends it. */
const hang = (signal: AbortSignal) =>
  new Promise<string>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

const stop = (worker: Worker) => worker.drain(AbortSignal.abort());

describe.each(databases)('a worker on $name', ({ available, open }) => {
  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    store = database.store;
    bugs = [];
  });

  afterEach(async () => {
    await Promise.all(workers.splice(0).map(stop));
    await database?.close();
    expect(bugs).toEqual([]);
  });

  it('runs a debate from the question to the decision', async () => {
    await start(scriptedRoster());
    await create('d1');
    const log = await logAtEnd('d1');
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
    expect(recordOf(log)).toMatchObject({ outcome: 'decided', answer: 'So be it.', stopReason: 'stable' });
    expect(types(log).filter((type) => type === 'turn.completed')).toHaveLength(10);
  });

  it('publishes only what has been committed', async () => {
    const late: number[] = [];
    const checks: Promise<unknown>[] = [];
    const unsubscribe = await bus.subscribe(topics.debate('d1'), (text) => {
      const message = JSON.parse(text);
      if (message.kind !== 'events') return;
      const seq = message.events.at(-1).seq;
      checks.push(store.heads(['d1']).then((heads) => (heads.get('d1') ?? 0) < seq && late.push(seq)));
    });
    await start(scriptedRoster());
    await create('d1');
    await logAtEnd('d1');
    await Promise.all(checks);
    unsubscribe();
    expect(checks.length).toBeGreaterThan(5);
    expect(late).toEqual([]);
  });

  it('asks once more for a reply that cannot be read, and takes the mended one', async () => {
    const roster = scriptedRoster((brief) =>
      brief.phase === 'propose' && !brief.repair ? 'I forgot the block.' : replyTo(brief),
    );
    await start(roster);
    await create('d1', { rounds: 0 });
    const log = await logAtEnd('d1');
    expect(recordOf(log)).toMatchObject({ outcome: 'decided', degraded: [] });
    expect(roster.spoken.filter((brief) => brief.repair)).toHaveLength(3);
    const [first] = log.filter((event) => event.type === 'turn.completed');
    expect(first).toMatchObject({ data: { usage: { inputTokens: 200 } } });
  });

  it('fails an attempt that stays unreadable, and leaves the agent out after the last one', async () => {
    await start(scriptedRoster((brief) => (brief.role === 'sceptic' ? 'Never a block.' : replyTo(brief))));
    await create('d1', { rounds: 0 });
    const record = recordOf(await logAtEnd('d1'));
    expect(record?.degraded).toHaveLength(2);
    expect(record?.degraded[1]).toContain('could not be read in attempt 2 and was left out');
  });

  it('gives the reason of a failed attempt in the log', async () => {
    const roster = scriptedRoster((brief) => {
      if (brief.role === 'advocate' && brief.attempt === 1) throw new AgentFailure('overloaded', 'Too busy.');
      return replyTo(brief);
    });
    await start(roster);
    await create('d1', { rounds: 0 });
    const log = await logAtEnd('d1');
    expect(log.find((event) => event.type === 'turn.failed')).toMatchObject({
      data: { turn: 'r0.propose.a1', attempt: 1, reason: 'overloaded', message: 'Too busy.', final: false },
    });
    expect(recordOf(log)).toMatchObject({ outcome: 'decided' });
  });

  it('contains a fault of its own in the turn', async () => {
    await start(
      scriptedRoster((brief) =>
        brief.role === 'advocate' ? Promise.reject(new Error('bug')) : replyTo(brief),
      ),
    );
    await create('d1', { rounds: 0 });
    expect(recordOf(await logAtEnd('d1'))).toMatchObject({ outcome: 'decided' });
    expect(bugs.splice(0)).toHaveLength(2);
  });

  it('stops the calls that run when a debate is cancelled', async () => {
    let stopped = 0;
    const roster = scriptedRoster((_, { signal }) => {
      signal.addEventListener('abort', () => stopped++, { once: true });
      return hang(signal);
    });
    const worker = await start(roster);
    await create('d1');
    await logUntil('d1', (event) => event.type === 'turn.started');
    await command('d1', { type: 'cancel', by: 'someone' });
    while (worker.running() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(3);
    expect(types(await logAtEnd('d1')).at(-1)).toBe('debate.cancelled');
  });

  it('decides with what there is when told to conclude, and stops the rest', async () => {
    const roster = scriptedRoster((brief, { signal }) =>
      brief.phase === 'propose' && brief.role !== 'advocate' ? hang(signal) : replyTo(brief),
    );
    await start(roster);
    await create('d1');
    await logUntil('d1', (event) => event.type === 'turn.completed');
    await command('d1', { type: 'conclude', by: 'someone' });
    expect(recordOf(await logAtEnd('d1'))).toMatchObject({ outcome: 'decided', stopReason: 'concluded' });
  });

  it('starts no turn while paused, and goes on when resumed', async () => {
    const roster = scriptedRoster();
    await create('d1');
    await command('d1', { type: 'pause', by: 'someone' });
    await start(roster);
    await create('d2', { rounds: 0 });
    await logAtEnd('d2');
    const before = roster.spoken.length;
    await command('d1', { type: 'resume', by: 'someone' });
    await logAtEnd('d1');
    expect(before).toBe(4);
  });

  it('ends a debate at its deadline though a model never answers', async () => {
    await start(scriptedRoster((_, { signal }) => hang(signal)));
    const soon = new Date(Date.now() + 50).toISOString();
    await create('d1', { decideAt: soon, deadlineAt: soon });
    expect(recordOf(await logAtEnd('d1'))).toMatchObject({ outcome: 'failed', stopReason: 'deadline' });
  });

  it('never spends more than the budget', async () => {
    const roster = scriptedRoster();
    await start(roster);
    await create('d1', { budget: { tokens: 30 } });
    expect(recordOf(await logAtEnd('d1'))).toMatchObject({
      outcome: 'failed',
      stopReason: 'budget',
      cost: { tokens: 0 },
    });
    expect(roster.spoken).toEqual([]);
  });

  it('hands a debate over when drained: running turns end, completed ones never run again', async () => {
    const release = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      asked.resolve();
      await release.promise;
      return replyTo(brief);
    });
    const first = await start(roster);
    await create('d1');
    await asked.promise;
    const drained = first.drain(new AbortController().signal);
    release.resolve();
    await drained;
    const second = scriptedRoster();
    await start(second, 'w2');
    const log = await logAtEnd('d1');
    expect(roster.spoken.map((brief) => brief.turn)).toEqual([
      'r0.propose.a1',
      'r0.propose.a2',
      'r0.propose.a3',
    ]);
    expect(second.spoken.map((brief) => brief.turn)).not.toContain('r0.propose.a1');
    expect(types(log)).not.toContain('turn.superseded');
  });

  it('takes over from a worker that is gone, and runs only its unfinished turns again', async () => {
    const gone = scriptedRoster((brief, { signal }) =>
      brief.role === 'sceptic' ? hang(signal) : replyTo(brief),
    );
    const first = await start(gone);
    await create('d1', { rounds: 0 });
    await logUntil('d1', (event) => event.type === 'turn.completed' && event.data.turn.endsWith('a3'));
    await stop(first);
    await start(scriptedRoster(), 'w2');
    const log = await logAtEnd('d1');
    const superseded = log.flatMap((event) => (event.type === 'turn.superseded' ? [event.data.turn] : []));
    expect(superseded).toEqual(['r0.propose.a2']);
    const started = log.flatMap((event) =>
      event.type === 'turn.started' ? [`${event.data.turn} ${event.data.attempt}`] : [],
    );
    expect(started).toContain('r0.propose.a2 2');
    expect(new Set(started).size).toBe(started.length);
  });
});
