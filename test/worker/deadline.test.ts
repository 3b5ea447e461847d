import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
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

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe.each([anyDatabase])('the deadline of a debate, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: WorkerHarness;

  beforeEach(async (context) => {
    context.skip(!available);
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
    await work.create('d1', { decideAt: inMs(400), deadlineAt: inMs(400) });
    await work.waitForEvent('d1', (event) => event.type === 'turn.started');
    await work.execute('d1', { type: 'pause', by: 'someone' });
    await stopWorker(first);
    const roster = scriptedRoster();
    await work.start(roster, { owner: 'w2' });
    await expectDeadline('d1');
    expect(roster.briefs).toEqual([]);
  });

  it('ends a debate that waits behind a full worker and the limit of its tenant', async () => {
    await work.start(
      scriptedRoster((_, { signal }) => neverReply(signal)),
      { contract: singleDebateContract },
    );
    await work.create('running');
    await work.waitForEvent('running', (event) => event.type === 'turn.started');
    await work.create('waiting', { decideAt: inMs(50), deadlineAt: inMs(50) });
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
