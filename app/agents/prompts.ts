import { assertNever, type Position, type Usage } from '../debate/core/events.ts';
import type { EvidenceDocument, Peer, Remark, TurnContext } from '../debate/prompting/turn-context.ts';
import { estimateTextTokens } from './agent.ts';
import { excerpt, omissionMark } from './excerpt.ts';
import { buildInstructions } from './instructions.ts';
import { createQuoteFence, type QuoteFence } from './quote-fence.ts';
import { buildReplyFormat } from './replies/format.ts';

/** What a model is asked. The last message is the user's. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

/**
 * The prompt for a turn. It holds no seat's id, name or model, and the same brief gives the same prompt.
 * `evidenceCharsMax` bounds the evidence in it, in characters.
 */
export function createPrompt(
  context: TurnContext,
  { evidenceCharsMax }: { evidenceCharsMax: number },
): Prompt {
  const documents = shortenDocuments(context, evidenceCharsMax);
  const fence = createQuoteFence(context, JSON.stringify({ ...context, documents }));
  const user = [
    fence.quote('question', {}, context.question),
    ...listOptions(context.options),
    ...listDocuments(documents, context.documents, fence),
    ...buildPhaseMaterial(context, fence),
    ...context.notes.map((note) => fence.quote('note', {}, note)),
    describeTask(context),
    buildReplyFormat({ ...context, repair: null }),
  ].join('\n\n');
  return {
    system: buildInstructions(context.role, fence.mark),
    messages: [{ role: 'user', content: user }, ...repairMessages(context)],
  };
}

/** What a call has used, as far as its texts tell. */
export const estimateUsage = ({ system, messages }: Prompt, reply: string): Usage => ({
  inputTokens: estimateTextTokens(system + messages.map(({ content }) => content).join('')),
  outputTokens: estimateTextTokens(reply),
  estimated: true,
});

/** Every document gets an equal share; what a short one leaves over goes to the longer ones. */
function shortenDocuments(context: TurnContext, charsMax: number): readonly EvidenceDocument[] {
  const shares = new Map<string, number>();
  let remaining = charsMax;
  const byLength = context.documents.toSorted((a, b) => a.text.length - b.text.length);
  for (const [index, { id, text }] of byLength.entries()) {
    const share = Math.min(text.length, Math.floor(remaining / (byLength.length - index)));
    shares.set(id, share);
    remaining -= share;
  }
  const query = [context.question, ...(context.options ?? [])].join(' ');
  return context.documents.map((document) => ({
    ...document,
    text: excerpt(document.text, query, shares.get(document.id) ?? 0),
  }));
}

function listOptions(options: readonly string[] | null): string[] {
  if (!options) return [];
  const list = options.map((option) => `- ${JSON.stringify(option)}`);
  return [`The options, of which exactly one is to be chosen:\n${list.join('\n')}`];
}

function listDocuments(
  documents: readonly EvidenceDocument[],
  fullDocuments: readonly EvidenceDocument[],
  fence: QuoteFence,
): string[] {
  if (documents.length === 0)
    return ['No documents were given: argue from general knowledge, and mark what you do not know.'];
  const isShortened = documents.some(({ text }, index) => text !== fullDocuments[index]?.text);
  return [
    `The evidence.${isShortened ? ` ${omissionMark} stands where passages were left out; do not quote across it.` : ''}`,
    ...documents.map(({ id, name, text }) => fence.quote('evidence', { id, name }, text)),
  ];
}

function buildPhaseMaterial(context: TurnContext, fence: QuoteFence): string[] {
  switch (context.phase) {
    case 'propose':
      return [];
    case 'critique':
      return [quoteOwnPosition(context.own, fence), ...quotePeers(context.peers, fence)];
    case 'revise':
      return [
        quoteOwnPosition(context.own, fence),
        ...quotePeers(context.peers, fence),
        ...quoteRemarks(context.remarks, fence),
      ];
    case 'decide':
      return [...quotePeers(context.peers, fence), ...quoteRemarks(context.remarks, fence)];
    default:
      return assertNever(context);
  }
}

const quoteOwnPosition = (position: Position, fence: QuoteFence) =>
  fence.quote('your-position', {}, describePosition(position));

const quotePeers = (list: readonly Peer[], fence: QuoteFence) =>
  list.map(({ label, positions }) =>
    fence.quote('peer', { label }, positions.map(describePosition).join('\nThen: ')),
  );

const quoteRemarks = (list: readonly Remark[], fence: QuoteFence) =>
  list.map(({ from, about, agrees, point }) =>
    fence.quote('remark', { from, about, stance: agrees ? 'agrees' : 'disagrees' }, point),
  );

function describePosition({
  claim,
  choice,
  confidence,
  citations,
  changed,
  changedBecause,
}: Position): string {
  return [
    choice === undefined ? claim : `${claim} (choice: ${JSON.stringify(choice)})`,
    `confidence ${confidence}`,
    ...(changed ? [`changed because: ${changedBecause ?? 'not said'}`] : []),
    ...citations.map(({ evidence, quote, found }) => {
      const result = found ? 'stands in the document' : 'NOT FOUND in the document';
      return `cites ${evidence}: ${JSON.stringify(quote)} (${result})`;
    }),
  ].join('\n');
}

function describeTask(context: TurnContext): string {
  switch (context.phase) {
    case 'propose':
      return 'Your task: answer the question, before you have heard anyone else.';
    case 'critique':
      return "Your task: criticise each peer's present position. Name errors and evidence; do not praise.";
    case 'revise':
      return 'Your task: answer the remarks on your position and state the position that you hold now.';
    case 'decide':
      return 'Your task: decide. Sort what was said into the five lists first, then answer from them.';
    default:
      return assertNever(context);
  }
}

function repairMessages(context: TurnContext): Prompt['messages'] {
  if (!context.repair) return [];
  const { text, problem } = context.repair;
  return [
    // Providers refuse an empty message.
    { role: 'assistant', content: text.trim() === '' ? '(an empty reply)' : text },
    { role: 'user', content: `Your reply could not be read: ${problem}.\n\n${buildReplyFormat(context)}` },
  ];
}
