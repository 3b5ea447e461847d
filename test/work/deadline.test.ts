import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { recordOf } from '../../app/debate/record.ts';
import { anyDatabase, type OpenDatabase } from '../support/databases.ts';
import { scriptedRoster } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { hang, openWorkplace, stop, type Workplace } from '../support/workplace.ts';

const small = withDifferences(profile('test'), { work: { debatesPerWorker: 1, debatesPerTenantMax: 1 } });

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe.each([anyDatabase])('every debate ends at its deadline, on $name', ({ available, open }) => {
  let database: OpenDatabase;
  let work: Workplace;

  beforeEach(async (context) => {
    context.skip(!available);
    database = await open();
    work = openWorkplace(database.store);
  });

  afterEach(async () => {
    await work.stop();
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  const expectDeadline = async (id: string) =>
    expect(recordOf(await work.logAtEnd(id))).toMatchObject({ outcome: 'failed', stopReason: 'deadline' });

  it('though it is paused and its worker is gone', async () => {
    const first = await work.start(scriptedRoster((_, { signal }) => hang(signal)));
    await work.create('d1', { decideAt: inMs(400), deadlineAt: inMs(400) });
    await work.logUntil('d1', (event) => event.type === 'turn.started');
    await work.command('d1', { type: 'pause', by: 'someone' });
    await stop(first);
    const roster = scriptedRoster();
    await work.start(roster, { owner: 'w2' });
    await expectDeadline('d1');
    expect(roster.spoken).toEqual([]);
  });

  it('though it waits behind a full worker and the limit of its tenant', async () => {
    await work.start(
      scriptedRoster((_, { signal }) => hang(signal)),
      { contract: small },
    );
    await work.create('running');
    await work.logUntil('running', (event) => event.type === 'turn.started');
    await work.create('waiting', { decideAt: inMs(50), deadlineAt: inMs(50) });
    await expectDeadline('waiting');
  });

  it('and takes nobody’s place while it is paused', async () => {
    const worker = await work.start(scriptedRoster(), { contract: small });
    await work.create('paused');
    await work.command('paused', { type: 'pause', by: 'someone' });
    await until(() => worker.running() === 0);
    await work.create('other', { rounds: 0 });
    expect(recordOf(await work.logAtEnd('other'))).toMatchObject({ outcome: 'decided' });
    await work.command('paused', { type: 'resume', by: 'someone' });
    expect(recordOf(await work.logAtEnd('paused'))).toMatchObject({ outcome: 'decided' });
  });
});
