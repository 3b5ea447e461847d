import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import type { Store } from '../../app/store/store.ts';
import { scriptedRoster } from '../support/agents/scripted-roster.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { until } from '../support/until.ts';
import {
  createWorkerHarness,
  neverReply,
  stopWorker,
  type WorkerHarness,
} from '../support/worker/worker-harness.ts';

const singleDebateContract = applyOverrides(profile('test'), {
  work: { debatesPerWorker: 1, debatesPerTenantMax: 1 },
});

const hoursMs = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hoursMs).toISOString();

describe.each([anyDatabase])('the deadline of a debate, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: WorkerHarness;
  /** How far the workers' clock is ahead. */
  let aheadMs: number;
  const now = () => new Date(Date.now() + aheadMs);

  beforeEach(async (context) => {
    context.skip(!available);
    aheadMs = 0;
    database = await open();
    work = createWorkerHarness(database.store);
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  const expectDeadline = async (id: string) =>
    expect(buildRecord(await work.waitForEnd(id))).toMatchObject({
      outcome: 'failed',
      stopReason: 'deadline',
    });

  it('ends a paused debate whose worker is gone', async () => {
    const first = await work.start(scriptedRoster((_, { signal }) => neverReply(signal)));
    await work.create('d1', { decideAt: inHours(1), deadlineAt: inHours(1) });
    await work.waitForEvent('d1', (event) => event.type === 'turn.started');
    await work.execute('d1', { type: 'pause', by: 'someone' });
    await stopWorker(first);
    const roster = scriptedRoster();
    aheadMs = 2 * hoursMs;
    await work.start(roster, { owner: 'w2', now });
    await expectDeadline('d1');
    expect(roster.briefs).toEqual([]);
  });

  it('is the extended one, for a paused debate and for its next worker', async () => {
    const first = await work.start(scriptedRoster((_, { signal }) => neverReply(signal)));
    const limits = { createdAt: inHours(0), decideAt: inHours(1), deadlineAt: inHours(1), rounds: 0 };
    await work.create('d1', limits);
    await work.waitForEvent('d1', (event) => event.type === 'turn.started');
    await work.execute('d1', { type: 'pause', by: 'someone' });
    await work.execute('d1', { type: 'extend', by: 'someone', deadlineSeconds: 3 * 3600 });
    await stopWorker(first);
    aheadMs = 2 * hoursMs;
    await work.start(scriptedRoster(), { owner: 'w2', now });
    expect(await database.store.claimOverdue('w3', 9, 1000, now().toISOString())).toEqual([]);
    await work.execute('d1', { type: 'resume', by: 'someone' });
    expect(buildRecord(await work.waitForEnd('d1'))).toMatchObject({ outcome: 'decided' });
  });

  it.each([
    ['of the decision', { decideAt: inHours(-1), deadlineAt: inHours(1) }],
    ['of the debate', { decideAt: inHours(-1), deadlineAt: inHours(-1) }],
  ])(
    '%s does not end it when a person moves it before the worker has appended its end',
    async (_, limits) => {
      const { store } = database;
      let isExtended = false;
      const append: Store['append'] = async (request) => {
        const isEnd = request.events.some(({ type }) => /^(?:agreement|debate)\./.test(type));
        if (isEnd && !isExtended) {
          isExtended = true;
          await work.execute('d1', { type: 'extend', by: 'someone', deadlineSeconds: 3 * 3600 });
        }
        return store.append(request);
      };
      await work.create('d1', { createdAt: inHours(0), rounds: 0, ...limits });
      await work.start(scriptedRoster(), { store: { ...store, append } });
      const record = buildRecord(await work.waitForEnd('d1'));
      expect(record).toMatchObject({ outcome: 'decided', stopReason: 'rounds' });
    },
  );

  it('ends a debate that waits behind a full worker and the limit of its tenant', async () => {
    await work.start(
      scriptedRoster((_, { signal }) => neverReply(signal)),
      { contract: singleDebateContract, now },
    );
    await work.create('running', { decideAt: inHours(9), deadlineAt: inHours(9) });
    await work.waitForEvent('running', (event) => event.type === 'turn.started');
    await work.create('waiting', { decideAt: inHours(1), deadlineAt: inHours(1) });
    aheadMs = 2 * hoursMs;
    await expectDeadline('waiting');
  });

  it('a paused debate does not block another debate of its tenant or a slot of its worker', async () => {
    const worker = await work.start(scriptedRoster(), { contract: singleDebateContract });
    await work.create('paused');
    await work.execute('paused', { type: 'pause', by: 'someone' });
    await until(() => worker.running() === 0, 'the worker to run no debate', {
      last: () => worker.running(),
    });
    await work.create('other', { rounds: 0 });
    expect(buildRecord(await work.waitForEnd('other'))).toMatchObject({ outcome: 'decided' });
    await work.execute('paused', { type: 'resume', by: 'someone' });
    expect(buildRecord(await work.waitForEnd('paused'))).toMatchObject({ outcome: 'decided' });
  });
});
