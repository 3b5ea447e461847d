import { stripInvisible } from '../../shared/printable.ts';
import type { DebateSettings, Omission } from '../core/events.ts';
import { excerpt } from '../retrieval/excerpt.ts';
import { passagesShare } from '../retrieval/passages.ts';
import { shareCharacters } from './share-characters.ts';
import type { EvidenceDocument, Passage, PromptDocument } from './turn-context.ts';

/**
 * The documents as every prompt of a debate shows them: without invisible characters, and long ones reduced to the
 * passages relevant to the question. They depend on the question alone, so that all prompts begin in the same way; a
 * share of the characters is left for the passages that a single turn needs.
 * They can be long: `yieldToOthers` is awaited after each one, so that other work of the process is not held up.
 */
export async function prepareDocuments(
  documents: readonly EvidenceDocument[],
  { question, options = [], checklist = [] }: Pick<DebateSettings, 'question' | 'options' | 'checklist'>,
  charsMax: number,
  yieldToOthers: () => Promise<unknown>,
): Promise<readonly PromptDocument[]> {
  const query = [question, ...options, ...checklist].join(' ');
  const visible: EvidenceDocument[] = [];
  for (const { id, name, text } of documents) {
    visible.push({ id, name, text: stripInvisible(text) });
    await yieldToOthers();
  }
  const isWhole = visible.reduce((sum, { text }) => sum + text.length, 0) <= charsMax;
  const shares = shareCharacters(
    visible.map(({ text }) => text.length),
    isWhole ? charsMax : charsMax - Math.floor(charsMax * passagesShare),
  );
  const prepared: PromptDocument[] = [];
  for (const [index, document] of visible.entries()) {
    const { shown, omitted } = excerpt(document.text, query, shares[index] ?? 0);
    prepared.push({ ...document, shown, ...(omitted.length > 0 && { omitted }) });
    await yieldToOthers();
  }
  return prepared;
}

/** The documents that a prompt shows in part, these passages included. */
export const listShortenedDocuments = (
  documents: readonly PromptDocument[],
  passages: readonly Passage[] = [],
): readonly Omission[] =>
  documents
    .filter(({ text, shown }) => shown !== text)
    .map(({ id, text, shown }) => {
      const added = passages.filter(({ evidence }) => evidence === id);
      const characters = added.reduce((sum, passage) => sum + passage.text.length, shown.length);
      return {
        from: id,
        shown: characters,
        total: text.length,
        ...(added.length > 0 && { passages: added.map((passage) => passage.id) }),
      };
    });
