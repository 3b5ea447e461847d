import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { claimLeases, createDebate, expiredLeaseMs, longLeaseMs } from '../fixtures.ts';

for (const database of databases) {
  describe.skipIf(!database.available)(`claims within the memory of a worker on ${database.name}`, () => {
    let opened: OpenDatabase;
    let store: Store;
    beforeEach(async () => {
      await opened?.close();
      opened = await database.open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    /** The size in bytes counts, not in characters: `é` has two. */
    const createWithEvidence = async (bytes: number): Promise<string> => {
      const document = { id: 'E1', name: 'a.txt', mediaType: 'text/plain', text: 'é'.repeat(bytes / 2) };
      return (await createDebate(store, { evidence: [document] })).debate;
    };
    const claim = (evidenceBytesFree: number, leaseMs = longLeaseMs) =>
      claimLeases(store, 'one', 10, leaseMs, { evidenceBytesMax: 100, evidenceBytesFree });

    it('takes the documents that fit, and says their size', async () => {
      const [first, second, third] = [
        await createWithEvidence(40),
        await createWithEvidence(40),
        await createWithEvidence(40),
      ];
      const claimed = await claim(100);
      expect(claimed.map(({ debate, evidenceBytes }) => [debate, evidenceBytes])).toEqual([
        [first, 40],
        [second, 40],
      ]);
      expect(await claim(20)).toEqual([]);
      expect(await claim(40)).toMatchObject([{ debate: third }]);
    });

    it('a debate that does not fit holds up none behind it', async () => {
      await createWithEvidence(80);
      const small = await createDebate(store);
      expect((await claim(50)).map(({ debate }) => debate)).toEqual([small.debate]);
    });

    it('a debate with more documents than a worker may have gets a worker of its own', async () => {
      const huge = await createWithEvidence(500);
      await createWithEvidence(2);
      expect(await claim(99)).toHaveLength(1);
      expect(await claim(100)).toMatchObject([{ debate: huge, evidenceBytes: 500 }]);
    });

    it('holds for the debates of a lost worker as well', async () => {
      for (let count = 0; count < 3; count += 1) await createWithEvidence(40);
      expect(await claimLeases(store, 'lost', 10, expiredLeaseMs, { evidenceBytesFree: 1000 })).toHaveLength(
        3,
      );
      expect(await claim(100)).toHaveLength(2);
    });
  });
}
