import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';

const at = '2026-06-01T00:00:00.000Z';

for (const { name, available, open } of databases) {
  describe.skipIf(!available)(`the audit log on ${name}`, () => {
    let database: OpenDatabase;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    const entry = (action: string, changes: Partial<AuditEntry> = {}): AuditEntry => ({
      at,
      administrative: false,
      tenant: 'tenant',
      actor: 'key/1',
      action,
      subject: 'debate/1',
      address: '203.0.113.9',
      outcome: 'done',
      ...changes,
    });

    test('has what was done, newest first, for each tenant its own', async () => {
      const { store } = database;
      await store.addAuditEntries([entry('one'), entry('two'), entry('theirs', { tenant: 'another' })]);
      await store.addAuditEntries([]);
      expect(await store.listAuditEntries('tenant', 10)).toEqual([entry('two'), entry('one')]);
      expect(await store.listAuditEntries('tenant', 1)).toEqual([entry('two')]);
    });

    test('is bounded, and a flood of refusals does not wash administrative acts away', async () => {
      const { store } = database;
      const tenant = 'flooded';
      await store.addAuditEntries([entry('key.create', { tenant, administrative: true })]);
      await store.addAuditEntries(
        Array.from({ length: 20 }, (_, index) => entry(`deny ${index}`, { tenant })),
      );
      await store.pruneAuditEntries(5);
      const kept = (await store.listAuditEntries(tenant, 100)).map(({ action }) => action);
      expect(kept).toEqual(['deny 19', 'deny 18', 'deny 17', 'deny 16', 'deny 15', 'key.create']);
    });
  });
}
