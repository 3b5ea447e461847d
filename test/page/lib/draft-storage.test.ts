import { expect, test } from 'vitest';
import { emptyDraft } from '../../../app/page/lib/draft.ts';
import { clearDraft, loadDraft, saveDraft } from '../../../app/page/lib/draft-storage.ts';
import { fromPastedText } from '../../../app/page/lib/evidence-files.ts';

/** A storage that holds at most this many characters, like that of a tab. */
function createStorage(charsMax = 5_000) {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    removeItem: (name: string) => void values.delete(name),
    setItem(name: string, value: string) {
      if (value.length > charsMax) throw new DOMException('full', 'QuotaExceededError');
      values.set(name, value);
    },
  };
}

const draft = { ...emptyDraft, question: 'Shall we?', evidence: [fromPastedText('a.md', 'text')] };

test('a draft is read as it was saved, and is gone once it is cleared', () => {
  const storage = createStorage();
  saveDraft(storage, draft);
  expect(loadDraft(storage)).toEqual(draft);
  clearDraft(storage);
  expect(loadDraft(storage)).toEqual(emptyDraft);
});

test('a draft that is too large is saved without its documents', () => {
  const storage = createStorage();
  saveDraft(storage, { ...draft, evidence: [fromPastedText('a.md', 'x'.repeat(6_000))] });
  expect(loadDraft(storage)).toEqual({ ...draft, evidence: [] });
});

test('a draft of an earlier page, or a damaged one, is no error', () => {
  const storage = createStorage();
  storage.setItem('rostrum.draft', '{"question":"Old?"}');
  expect(loadDraft(storage)).toEqual({ ...emptyDraft, question: 'Old?' });
  storage.setItem('rostrum.draft', '{');
  expect(loadDraft(storage)).toEqual(emptyDraft);
});
