import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentFailure } from '../../app/agents/agent.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { topics } from '../../app/live/messages.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { typesOf } from '../support/debates/debate-driver.ts';
import { databases, type OpenDatabase } from '../support/stores/databases.ts';
import { until } from '../support/until.ts';
import {
  createWorkerHarness,
  neverReply,
  stopWorker,
  type WorkerHarness,
} from '../support/worker/worker-harness.ts';

describe.each(databases)('a worker on $name', ({ available, open }) => {
  const bus = createLocalBus();
  let database: OpenDatabase;
  let work: WorkerHarness;

  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    work = createWorkerHarness(database.store, bus);
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  it('runs a debate from the question to the decision', async () => {
    await work.start(scriptedRoster());
    await work.create('d1');
    const log = await work.waitForEnd('d1');
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided', answer: 'So be it.', stopReason: 'stable' });
    expect(typesOf(log).filter((type) => type === 'turn.completed')).toHaveLength(10);
  });

  it('publishes only what has been committed', async () => {
    const d1 = { tenant: 'local', debate: 'd1' };
    const late: number[] = [];
    const checks: Promise<unknown>[] = [];
    const unsubscribe = await bus.subscribe(topics.debate(d1), (text) => {
      const message = JSON.parse(text);
      if (message.kind !== 'events') return;
      const seq = message.events.at(-1).seq;
      checks.push(
        work.store.latestSeqs([d1]).then((heads) => (heads.get('d1') ?? 0) < seq && late.push(seq)),
      );
    });
    await work.start(scriptedRoster());
    await work.create('d1');
    await work.waitForEnd('d1');
    await Promise.all(checks);
    unsubscribe();
    expect(checks.length).toBeGreaterThan(5);
    expect(late).toEqual([]);
  });

  it('requests one repair of an unreadable reply and accepts the repaired one', async () => {
    const roster = scriptedRoster((brief) =>
      brief.phase === 'propose' && !brief.repair ? 'I forgot the block.' : defaultReply(brief),
    );
    await work.start(roster);
    await work.create('d1', { rounds: 0 });
    const log = await work.waitForEnd('d1');
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided', degraded: [] });
    expect(roster.briefs.filter((brief) => brief.repair)).toHaveLength(3);
    const [first] = log.filter((event) => event.type === 'turn.completed');
    expect(first).toMatchObject({ data: { usage: { inputTokens: 200 } } });
  });

  it('fails an attempt whose repair is unreadable, and leaves the agent out after its last attempt', async () => {
    await work.start(
      scriptedRoster((brief) => (brief.role === 'sceptic' ? 'Never a block.' : defaultReply(brief))),
    );
    await work.create('d1', { rounds: 0 });
    const record = buildRecord(await work.waitForEnd('d1'));
    expect(record?.degraded).toHaveLength(2);
    expect(record?.degraded[1]).toContain('could not be read in attempt 2 and was left out');
  });

  it('stores the reason of a failed attempt in the log', async () => {
    const roster = scriptedRoster((brief) => {
      if (brief.role === 'advocate' && brief.attempt === 1) throw new AgentFailure('overloaded', 'Too busy.');
      return defaultReply(brief);
    });
    await work.start(roster);
    await work.create('d1', { rounds: 0 });
    const log = await work.waitForEnd('d1');
    expect(log.find((event) => event.type === 'turn.failed')).toMatchObject({
      data: { turn: 'r0.propose.a1', attempt: 1, reason: 'overloaded', message: 'Too busy.', final: false },
    });
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided' });
  });

  it('contains a bug in the agent code to the turn', async () => {
    await work.start(
      scriptedRoster((brief) =>
        brief.role === 'advocate' ? Promise.reject(new Error('bug')) : defaultReply(brief),
      ),
    );
    await work.create('d1', { rounds: 0 });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({ outcome: 'decided' });
    expect(work.bugs.splice(0)).toHaveLength(2);
  });

  it('stops the running calls when a debate is cancelled', async () => {
    let stopped = 0;
    const roster = scriptedRoster((_, { signal }) => {
      signal.addEventListener('abort', () => stopped++, { once: true });
      return neverReply(signal);
    });
    const worker = await work.start(roster);
    await work.create('d1');
    await work.waitForEvent('d1', (event) => event.type === 'turn.started');
    await work.execute('d1', { type: 'cancel', by: 'someone' });
    await until(() => worker.running() === 0, 'the worker to run no debate', {
      last: () => worker.running(),
    });
    expect(stopped).toBe(3);
    expect(typesOf(await work.waitForEnd('d1')).at(-1)).toBe('debate.cancelled');
  });

  it('on a second conclude decides with the completed turns and stops the others', async () => {
    const roster = scriptedRoster((brief, { signal }) =>
      brief.phase === 'propose' && brief.role !== 'advocate' ? neverReply(signal) : defaultReply(brief),
    );
    await work.start(roster);
    await work.create('d1');
    await work.waitForEvent('d1', (event) => event.type === 'turn.completed');
    await work.execute('d1', { type: 'conclude', by: 'someone' });
    await work.execute('d1', { type: 'conclude', by: 'someone' });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({
      outcome: 'decided',
      stopReason: 'concluded',
    });
  });

  it('starts no turn while a debate is paused, and continues on resume', async () => {
    const roster = scriptedRoster();
    await work.create('d1');
    await work.execute('d1', { type: 'pause', by: 'someone' });
    await work.start(roster);
    await work.create('d2', { rounds: 0 });
    await work.waitForEnd('d2');
    const before = roster.briefs.length;
    await work.execute('d1', { type: 'resume', by: 'someone' });
    await work.waitForEnd('d1');
    expect(before).toBe(4);
  });

  it('ends a debate at its deadline although a model never answers', async () => {
    await work.start(scriptedRoster((_, { signal }) => neverReply(signal)));
    const soon = new Date(Date.now() + 50).toISOString();
    await work.create('d1', { decideAt: soon, deadlineAt: soon });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({
      outcome: 'failed',
      stopReason: 'deadline',
    });
  });

  it('never spends more than the budget', async () => {
    const roster = scriptedRoster();
    await work.start(roster);
    await work.create('d1', { budget: { tokens: 30 } });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({
      outcome: 'failed',
      stopReason: 'budget',
      cost: { tokens: 0 },
    });
    expect(roster.briefs).toEqual([]);
  });

  it('on drain completes the running turns, and the next worker does not repeat them', async () => {
    const release = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const roster = scriptedRoster(async (brief) => {
      called.resolve();
      await release.promise;
      return defaultReply(brief);
    });
    const first = await work.start(roster);
    await work.create('d1');
    await called.promise;
    const drained = first.drain(new AbortController().signal);
    release.resolve();
    await drained;
    const second = scriptedRoster();
    await work.start(second, { owner: 'w2' });
    const log = await work.waitForEnd('d1');
    expect(roster.briefs.map((brief) => brief.turn)).toEqual([
      'r0.propose.a1',
      'r0.propose.a2',
      'r0.propose.a3',
    ]);
    expect(second.briefs.map((brief) => brief.turn)).not.toContain('r0.propose.a1');
    expect(typesOf(log)).not.toContain('turn.superseded');
  });

  it('takes over from a stopped worker and repeats only its unfinished turns', async () => {
    const gone = scriptedRoster((brief, { signal }) =>
      brief.role === 'sceptic' ? neverReply(signal) : defaultReply(brief),
    );
    const first = await work.start(gone);
    await work.create('d1', { rounds: 0 });
    await work.waitForEvent(
      'd1',
      (event) => event.type === 'turn.completed' && event.data.turn.endsWith('a3'),
    );
    await stopWorker(first);
    await work.start(scriptedRoster(), { owner: 'w2' });
    const log = await work.waitForEnd('d1');
    const superseded = log.flatMap((event) => (event.type === 'turn.superseded' ? [event.data.turn] : []));
    expect(superseded).toEqual(['r0.propose.a2']);
    const started = log.flatMap((event) =>
      event.type === 'turn.started' ? [`${event.data.turn} ${event.data.attempt}`] : [],
    );
    expect(started).toContain('r0.propose.a2 2');
    expect(new Set(started).size).toBe(started.length);
  });
});
