import type { Brief, Document, Peer, Remark } from '../debate/brief.ts';
import { assertNever, type Position, type Usage } from '../debate/events.ts';
import { estimateTokens } from './agent.ts';
import { excerpt, gap } from './excerpt.ts';
import { createFence, type Fence } from './fence.ts';
import { instructions } from './instructions.ts';
import { replyFormat } from './reply-format.ts';

/** What a model is asked. The last message is the user's. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

/**
 * The prompt for a turn. It holds no seat's id, name or model, and the same brief gives the same prompt.
 * `evidenceCharsMax` bounds the evidence in it, in characters.
 */
export function createPrompt(brief: Brief, { evidenceCharsMax }: { evidenceCharsMax: number }): Prompt {
  const documents = shorten(brief, evidenceCharsMax);
  const fence = createFence(brief, JSON.stringify({ ...brief, documents }));
  const user = [
    fence.quote('question', {}, brief.question),
    ...optionList(brief.options),
    ...documentList(documents, brief.documents, fence),
    ...phaseMaterial(brief, fence),
    ...brief.notes.map((note) => fence.quote('note', {}, note)),
    task(brief),
    replyFormat({ ...brief, repair: null }),
  ].join('\n\n');
  return {
    system: instructions(brief.role, fence.mark),
    messages: [{ role: 'user', content: user }, ...repair(brief)],
  };
}

/** What a call has used, as far as its texts tell. */
export const estimateUsage = ({ system, messages }: Prompt, reply: string): Usage => ({
  inputTokens: estimateTokens(system + messages.map(({ content }) => content).join('')),
  outputTokens: estimateTokens(reply),
  estimated: true,
});

/** Every document gets an equal share; what a short one leaves over goes to the longer ones. */
function shorten(brief: Brief, charsMax: number): readonly Document[] {
  const shares = new Map<string, number>();
  let left = charsMax;
  const byLength = brief.documents.toSorted((a, b) => a.text.length - b.text.length);
  for (const [index, { id, text }] of byLength.entries()) {
    const share = Math.min(text.length, Math.floor(left / (byLength.length - index)));
    shares.set(id, share);
    left -= share;
  }
  const query = [brief.question, ...(brief.options ?? [])].join(' ');
  return brief.documents.map((document) => ({
    ...document,
    text: excerpt(document.text, query, shares.get(document.id) ?? 0),
  }));
}

function optionList(options: readonly string[] | null): string[] {
  if (!options) return [];
  const list = options.map((option) => `- ${JSON.stringify(option)}`);
  return [`The options, of which exactly one is to be chosen:\n${list.join('\n')}`];
}

function documentList(documents: readonly Document[], whole: readonly Document[], fence: Fence): string[] {
  if (documents.length === 0)
    return ['No documents were given: argue from general knowledge, and mark what you do not know.'];
  const cut = documents.some(({ text }, index) => text !== whole[index]?.text);
  return [
    `The evidence.${cut ? ` ${gap} stands where passages were left out; do not quote across it.` : ''}`,
    ...documents.map(({ id, name, text }) => fence.quote('evidence', { id, name }, text)),
  ];
}

function phaseMaterial(brief: Brief, fence: Fence): string[] {
  switch (brief.phase) {
    case 'propose':
      return [];
    case 'critique':
      return [own(brief.own, fence), ...peers(brief.peers, fence)];
    case 'revise':
      return [own(brief.own, fence), ...peers(brief.peers, fence), ...remarks(brief.remarks, fence)];
    case 'decide':
      return [...peers(brief.peers, fence), ...remarks(brief.remarks, fence)];
    default:
      return assertNever(brief);
  }
}

const own = (position: Position, fence: Fence) => fence.quote('your-position', {}, describe(position));

const peers = (list: readonly Peer[], fence: Fence) =>
  list.map(({ label, positions }) =>
    fence.quote('peer', { label }, positions.map(describe).join('\nThen: ')),
  );

const remarks = (list: readonly Remark[], fence: Fence) =>
  list.map(({ from, about, agrees, point }) =>
    fence.quote('remark', { from, about, stance: agrees ? 'agrees' : 'disagrees' }, point),
  );

function describe({ claim, choice, confidence, citations, changed, changedBecause }: Position): string {
  return [
    choice === undefined ? claim : `${claim} (choice: ${JSON.stringify(choice)})`,
    `confidence ${confidence}`,
    ...(changed ? [`changed because: ${changedBecause ?? 'not said'}`] : []),
    ...citations.map(({ evidence, quote, found }) => {
      const check = found ? 'stands in the document' : 'NOT FOUND in the document';
      return `cites ${evidence}: ${JSON.stringify(quote)} (${check})`;
    }),
  ].join('\n');
}

function task(brief: Brief): string {
  switch (brief.phase) {
    case 'propose':
      return 'Your task: answer the question, before you have heard anyone else.';
    case 'critique':
      return "Your task: criticise each peer's present position. Name errors and evidence; do not praise.";
    case 'revise':
      return 'Your task: answer the remarks on your position and state the position that you hold now.';
    case 'decide':
      return 'Your task: decide. Sort what was said into the five lists first, then answer from them.';
    default:
      return assertNever(brief);
  }
}

function repair(brief: Brief): Prompt['messages'] {
  if (!brief.repair) return [];
  const { text, problem } = brief.repair;
  return [
    // Providers refuse an empty message.
    { role: 'assistant', content: text.trim() === '' ? '(an empty reply)' : text },
    { role: 'user', content: `Your reply could not be read: ${problem}.\n\n${replyFormat(brief)}` },
  ];
}
