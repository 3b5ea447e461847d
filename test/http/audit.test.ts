import { expect, test } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { nobody } from '../../app/http/access.ts';
import { type Act, createAudit } from '../../app/http/audit.ts';
import type { AuditEntry } from '../../app/store/store.ts';
import { createManualTimers } from '../support/manual-timers.ts';
import { until } from '../support/until.ts';

const contract = withDifferences(profile('test'), {
  access: { auditFlushMs: 100, auditPendingMax: 3, auditRowsMax: 20 },
});

const act = (action: string, changes: Partial<Act> = {}): Act => ({
  caller: { ...nobody, tenant: 'tenant', keyId: 'k1' },
  address: '203.0.113.7',
  action,
  subject: 'debate/1',
  outcome: 'done',
  ...changes,
});

function audited() {
  const rows: AuditEntry[] = [];
  const lines: unknown[] = [];
  const trims: number[] = [];
  const timers = createManualTimers();
  const database = { away: false };
  const store = {
    async addAudit(entries: readonly AuditEntry[]) {
      if (database.away) throw new Error('gone');
      rows.push(...entries);
    },
    trimAudit: async (rowsMax: number) => void trims.push(rowsMax),
  };
  const say = (line: unknown) => void lines.push(line);
  const log = { debug: say, info: say, warn: say, error: say, fatal: say };
  const audit = createAudit({ store, contract, log, timers, now: () => new Date(0) });
  const actions = () => rows.map(({ action }) => action);
  return { audit, rows, lines, trims, timers, database, actions };
}

test('connections and refusals are written soon, many at a time', async () => {
  const { audit, timers, actions } = audited();
  audit.note(act('connect'));
  audit.note(act('deny'));
  expect(actions()).toEqual([]);
  timers.advance(100);
  expect(actions()).toEqual(['connect', 'deny']);
  timers.advance(1000);
  expect(actions()).toHaveLength(2);
});

test('acts on keys and debates are written before they are answered', async () => {
  const { audit, rows } = audited();
  await audit.write(act('key.create'));
  expect(rows).toEqual([
    {
      at: '1970-01-01T00:00:00.000Z',
      administrative: true,
      tenant: 'tenant',
      actor: 'key/k1',
      action: 'key.create',
      subject: 'debate/1',
      address: '203.0.113.7',
      outcome: 'done',
    },
  ]);
});

test('what an act carries besides is not written: the table has no column for it', async () => {
  const { audit, rows } = audited();
  const carried = { ...act('connect'), requestId: 'r1', signal: null };
  audit.note(carried);
  await audit.close();
  expect(Object.keys(rows[0] ?? {}).sort()).toEqual(
    ['action', 'actor', 'address', 'administrative', 'at', 'outcome', 'subject', 'tenant'].sort(),
  );
});

test('each is a line of the log, too, and at once', () => {
  const { audit, lines } = audited();
  audit.note(act('connect'));
  expect(lines).toMatchObject([{ action: 'connect', tenant: 'tenant', actor: 'key/k1' }]);
});

test('while the database is away the newest wait for it, and no more than the contract lets', async () => {
  const { audit, timers, database, actions, lines } = audited();
  database.away = true;
  for (const action of ['one', 'two']) audit.note(act(action));
  timers.advance(100);
  await until(() => lines.length === 3);
  for (const action of ['three', 'four']) audit.note(act(action));
  database.away = false;
  await audit.close();
  expect(actions()).toEqual(['two', 'three', 'four']);
});

test('so it is, too, when more come while it fails', async () => {
  const { audit, timers, database, actions, lines } = audited();
  database.away = true;
  for (const action of ['one', 'two', 'three']) audit.note(act(action));
  timers.advance(100);
  for (const action of ['four', 'five']) audit.note(act(action));
  await until(() => lines.length === 6);
  database.away = false;
  await audit.close();
  expect(actions()).toEqual(['three', 'four', 'five']);
});

test('an act on a key that cannot be written fails', async () => {
  const { audit, database } = audited();
  database.away = true;
  await expect(audit.write(act('key.create'))).rejects.toThrow('gone');
});

test('the table is cut back before it has grown by a tenth', async () => {
  const { audit, trims } = audited();
  await audit.write(act('one'));
  expect(trims).toEqual([]);
  await audit.write(act('two'));
  expect(trims).toEqual([20]);
  await audit.write(act('three'));
  expect(trims).toHaveLength(1);
});

test('what waits when the process ends is written', async () => {
  const { audit, actions } = audited();
  audit.note(act('close'));
  await audit.close();
  expect(actions()).toEqual(['close']);
});
