import { expect, test } from 'vitest';
import { listShortenedDocuments, prepareDocuments } from '../../../app/debate/prompting/documents.ts';
import { checkQuote } from '../../../app/debate/prompting/quote-match.ts';

const noPause = async () => {};
const question = 'Should we split the monolith?';

test('a document has no invisible characters, so that a quote from a prompt is found in it', async () => {
  const text = 'Deploys take\u200b forty\u202e minutes.\r\nThat is long.';
  const documents = await prepareDocuments([{ id: 'E1', name: 'a.md', text }], { question }, 1000, noPause);
  expect(documents).toMatchObject([
    {
      text: 'Deploys take forty minutes.\nThat is long.',
      shown: 'Deploys take forty minutes.\nThat is long.',
    },
  ]);
  const citation = { evidence: 'E1', quote: 'Deploys take forty minutes.' };
  expect(checkQuote(citation, documents)).toEqual({ found: true, match: 'exact' });
  expect(listShortenedDocuments(documents)).toEqual([]);
});

test('long documents share what short ones leave, and are named with the characters shown', async () => {
  const long = 'The canteen opens at eleven.\n\n'.repeat(100);
  const given = [
    { id: 'E1', name: 'short.md', text: 'A short document.' },
    { id: 'E2', name: 'long.md', text: long },
    { id: 'E3', name: 'long too.md', text: `${long}The monolith was split.\n\n${long}` },
  ];
  const documents = await prepareDocuments(given, { question }, 2000, noPause);
  expect(documents[0]?.shown).toBe('A short document.');
  expect(documents[2]?.shown).toContain('The monolith was split.');
  const shown = documents.map((document) => document.shown.length);
  expect(shown.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(2000);
  expect(Math.min(...shown.slice(1))).toBeGreaterThan(500);
  expect(listShortenedDocuments(documents)).toEqual([
    { from: 'E2', shown: shown[1], total: long.length },
    { from: 'E3', shown: shown[2], total: given[2]?.text.length },
  ]);
});

test('options of a closed question choose the passages too', async () => {
  const text = `${'Nothing of interest.\n\n'.repeat(200)}The harbour was closed.\n\n${'Filler.\n\n'.repeat(200)}`;
  const shownFor = async (options?: readonly string[]) => {
    const asked = { question, ...(options && { options }) };
    const [document] = await prepareDocuments([{ id: 'E1', name: 'a.md', text }], asked, 500, noPause);
    return document?.shown;
  };
  expect(await shownFor(['Close the harbour', 'Keep it'])).toContain('The harbour was closed.');
  expect(await shownFor()).not.toContain('harbour');
});
