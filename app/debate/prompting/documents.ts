import { stripInvisible } from '../../shared/printable.ts';
import type { DebateSettings, Omission } from '../core/events.ts';
import { excerpt } from './excerpt.ts';
import { shareCharacters } from './share-characters.ts';
import type { EvidenceDocument, PromptDocument } from './turn-context.ts';

/**
 * The documents as every prompt of a debate shows them: without invisible characters, and long ones reduced to the
 * passages relevant to the question. They depend on the question alone, so that all prompts begin in the same way.
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
  const shares = shareCharacters(
    visible.map(({ text }) => text.length),
    charsMax,
  );
  const prepared: PromptDocument[] = [];
  for (const [index, document] of visible.entries()) {
    prepared.push({ ...document, shown: excerpt(document.text, query, shares[index] ?? 0) });
    await yieldToOthers();
  }
  return prepared;
}

/** The documents that prompts show in part. */
export const listShortenedDocuments = (documents: readonly PromptDocument[]): readonly Omission[] =>
  documents
    .filter(({ text, shown }) => shown !== text)
    .map(({ id, text, shown }) => ({ from: id, shown: shown.length, total: text.length }));
