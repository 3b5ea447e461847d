import { expect, test } from 'vitest';
import { listShortenedDocuments, prepareDocuments } from '../../../app/debate/prompting/documents.ts';
import { retrievePassages } from '../../../app/debate/retrieval/passages.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

const paragraphs = [
  'The plan is to split the monolith.',
  ...Array.from({ length: 40 }, (_, index) => `Item ${index} of the canteen is soup.`),
  'A rollback takes nine minutes, and a rollback of the ledger takes an hour.',
  'Rollback plans are reviewed, with much else, by the staff of the canteen.',
  'The ledger is closed at night.',
];
const prepare = () =>
  prepareDocuments(
    [
      { id: 'E1', name: 'plan.md', text: paragraphs.join('\n\n') },
      { id: 'E2', name: 'b.md', text: 'A short rollback.' },
    ],
    { question: 'Should we split the monolith?' },
    400,
    async () => {},
  );

test('of what prompts leave out, the passages on a subject are found, best first', async () => {
  const documents = await prepare();
  const found = retrievePassages(documents, 'The rollbacks of the ledger are slow', 1000);
  expect(found.map(({ id, text }) => [id, text])).toEqual([
    ['E1.42', paragraphs[41]],
    ['E1.44', paragraphs[43]],
    ['E1.43', paragraphs[42]],
  ]);
});

test('passages keep within the limit, and no subject finds none', async () => {
  const documents = await prepare();
  const found = retrievePassages(documents, 'rollback ledger', 110);
  expect(found.map(({ id }) => id)).toEqual(['E1.42', 'E1.44']);
  expect(retrievePassages(documents, 'the of and', 1000)).toEqual([]);
  expect(retrievePassages(documents, 'zebra', 1000)).toEqual([]);
});

test('the characters left out are those that the turn does not get', async () => {
  const documents = await prepare();
  const [before] = listShortenedDocuments(documents);
  const [after, ...others] = listShortenedDocuments(documents, retrievePassages(documents, 'ledger', 100));
  expect(others).toEqual([]);
  expect(after).toEqual({
    from: 'E1',
    total: before?.total,
    shown: (before?.shown ?? 0) + (paragraphs[43]?.length ?? 0),
    passages: ['E1.44'],
  });
});

test('retrieval takes time linear in the text', () => {
  const make = (chars: number) => {
    const text = 'rollback ledger\n\n'.repeat(chars / 17);
    const omitted = Array.from({ length: chars / 17 }, (_, index) => ({
      index,
      start: index * 17,
      end: index * 17 + 15,
    }));
    return [{ id: 'E1', name: 'a', text, shown: '', omitted }];
  };
  const run = (documents: ReturnType<typeof make>) => retrievePassages(documents, 'rollback ledger', 1000);
  expect(cpuGrowth(make, run)).toBeLessThanOrEqual(linearGrowthMax);
});
