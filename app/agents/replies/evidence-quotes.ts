import type { PromptDocument, TurnContext } from '../../debate/prompting/turn-context.ts';
import { omissionMark } from '../../debate/retrieval/excerpt.ts';
import type { QuoteFence } from '../quote-fence.ts';

/** The documents, as all prompts of a debate show them. */
export function listDocuments(documents: readonly PromptDocument[], fence: QuoteFence): string[] {
  if (documents.length === 0)
    return ['No documents were given: argue from general knowledge, and mark what you do not know.'];
  const isShortened = documents.some(({ text, shown }) => text !== shown);
  return [
    isShortened
      ? `The evidence (${omissionMark} marks omitted passages; do not quote across it):`
      : 'The evidence:',
    ...documents.map(({ id, name, shown }) => fence.quote('evidence', { id, name }, shown)),
  ];
}

/** Passages of long documents on what this turn discusses, one quotation a document. */
export function listPassages({ documents, passages = [] }: TurnContext, fence: QuoteFence): string[] {
  if (passages.length === 0) return [];
  const byDocument = Map.groupBy(passages, ({ evidence }) => evidence);
  return [
    'Further passages of the evidence, on what this turn discusses:',
    ...documents.flatMap(({ id, name }) => {
      const texts = byDocument.get(id)?.map(({ text }) => text) ?? [];
      return texts.length > 0
        ? [fence.quote('evidence', { id, name }, texts.join(`\n${omissionMark}\n`))]
        : [];
    }),
  ];
}
