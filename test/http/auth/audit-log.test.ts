import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { type AuditEvent, createAuditLog } from '../../../app/http/auth/audit-log.ts';
import { anonymousCaller } from '../../../app/http/auth/callers.ts';
import type { AuditEntry } from '../../../app/store/store.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { until } from '../../support/until.ts';

const contract = applyOverrides(profile('test'), {
  access: { auditFlushIntervalMs: 100, auditPendingMax: 3, auditRowsMax: 20 },
});

const auditEvent = (action: string, changes: Partial<AuditEvent> = {}): AuditEvent => ({
  caller: { ...anonymousCaller, tenant: 'tenant', keyId: 'k1' },
  address: '203.0.113.7',
  action,
  subject: 'debate/1',
  outcome: 'done',
  ...changes,
});

function createTestAuditLog() {
  const rows: AuditEntry[] = [];
  const lines: unknown[] = [];
  const prunes: number[] = [];
  const clock = createManualClock();
  const database = { away: false };
  const store = {
    async addAuditEntries(entries: readonly AuditEntry[]) {
      if (database.away) throw new Error('gone');
      rows.push(...entries);
    },
    pruneAuditEntries: async (rowsMax: number) => void prunes.push(rowsMax),
  };
  const record = (line: unknown) => void lines.push(line);
  const log = { debug: record, info: record, warn: record, error: record, fatal: record };
  const auditLog = createAuditLog({ store, contract, log, clock, now: () => new Date(0) });
  const actions = () => rows.map(({ action }) => action);
  return { audit: auditLog, rows, lines, trims: prunes, timers: clock, database, actions };
}

test('enqueued entries are stored together at the next flush', async () => {
  const { audit, timers, actions } = createTestAuditLog();
  audit.enqueue(auditEvent('connect'));
  audit.enqueue(auditEvent('deny'));
  expect(actions()).toEqual([]);
  timers.advance(100);
  expect(actions()).toEqual(['connect', 'deny']);
  timers.advance(1000);
  expect(actions()).toHaveLength(2);
});

test('write resolves once the entry is stored', async () => {
  const { audit, rows } = createTestAuditLog();
  await audit.write(auditEvent('key.create'));
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

test('members of an event that have no column are not stored', async () => {
  const { audit, rows } = createTestAuditLog();
  const carried = { ...auditEvent('connect'), requestId: 'r1', signal: null };
  audit.enqueue(carried);
  await audit.close();
  expect(Object.keys(rows[0] ?? {}).sort()).toEqual(
    ['action', 'actor', 'address', 'administrative', 'at', 'outcome', 'subject', 'tenant'].sort(),
  );
});

test('every entry is logged at once', () => {
  const { audit, lines } = createTestAuditLog();
  audit.enqueue(auditEvent('connect'));
  expect(lines).toMatchObject([{ action: 'connect', tenant: 'tenant', actor: 'key/k1' }]);
});

test('during a database outage the newest entries stay pending, up to the limit of the contract', async () => {
  const { audit, timers, database, actions, lines } = createTestAuditLog();
  database.away = true;
  for (const action of ['one', 'two']) audit.enqueue(auditEvent(action));
  timers.advance(100);
  await until(() => lines.length === 3, 'three audit lines', { last: () => lines });
  for (const action of ['three', 'four']) audit.enqueue(auditEvent(action));
  database.away = false;
  await audit.close();
  expect(actions()).toEqual(['two', 'three', 'four']);
});

test('entries that arrive during a failed flush count towards the limit', async () => {
  const { audit, timers, database, actions, lines } = createTestAuditLog();
  database.away = true;
  for (const action of ['one', 'two', 'three']) audit.enqueue(auditEvent(action));
  timers.advance(100);
  for (const action of ['four', 'five']) audit.enqueue(auditEvent(action));
  await until(() => lines.length === 6, 'six audit lines', { last: () => lines });
  database.away = false;
  await audit.close();
  expect(actions()).toEqual(['three', 'four', 'five']);
});

test('write rejects if the entry cannot be stored', async () => {
  const { audit, database } = createTestAuditLog();
  database.away = true;
  await expect(audit.write(auditEvent('key.create'))).rejects.toThrow('gone');
});

test('the table is pruned before it exceeds its limit by a tenth', async () => {
  const { audit, trims } = createTestAuditLog();
  await audit.write(auditEvent('one'));
  expect(trims).toEqual([]);
  await audit.write(auditEvent('two'));
  expect(trims).toEqual([20]);
  await audit.write(auditEvent('three'));
  expect(trims).toHaveLength(1);
});

test('close stores pending entries', async () => {
  const { audit, actions } = createTestAuditLog();
  audit.enqueue(auditEvent('close'));
  await audit.close();
  expect(actions()).toEqual(['close']);
});
