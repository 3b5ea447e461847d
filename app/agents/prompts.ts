import { assertNever, type Position, type Usage } from '../debate/core/events.ts';
import type { OwnTurns, Peer, Ranks, Remark, TurnContext } from '../debate/prompting/turn-context.ts';
import { formatEstimate } from '../debate/questions/pool-numbers.ts';
import { neutralFormats } from '../shared/formats.ts';
import { estimateTextTokens } from './agent.ts';
import { buildInstructions, roleInstructions } from './instructions.ts';
import { createQuoteFence, type QuoteFence } from './quote-fence.ts';
import { listDocuments, listPassages } from './replies/evidence-quotes.ts';
import { buildReplyFormat } from './replies/format.ts';
import { describeTask } from './replies/task.ts';

/** The input of a model call. The last message has the role `user`. */
export interface Prompt {
  readonly system: string;
  /** Characters at the start of the first message that are the same in all turns of the debate. */
  readonly sharedChars: number;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

/**
 * Builds the prompt of a turn. It contains no seat's id, name or model, and depends on the context alone. What all
 * turns of a debate share stands first and is the same in each, so that providers can cache it: the instructions, the
 * question and the documents. The role, the agent's own turns, the peers and the task come last.
 */
export function createPrompt(context: TurnContext): Prompt {
  const fence = createQuoteFence(context);
  const shared = [
    fence.quote('question', {}, context.question),
    ...listOptions(context.options),
    ...listChecklist(context),
    ...(context.number ? [`The answer is a number in ${JSON.stringify(context.number.unit)}.`] : []),
    ...listDocuments(context.documents, fence),
  ].join('\n\n');
  const user = [
    shared,
    ...(context.date === null ? [] : [`Today is ${context.date}.`]),
    ...listPassages(context, fence),
    ...context.notes.map((note) => fence.quote('note', {}, note)),
    `Your role: ${roleInstructions[context.role]}`,
    ...(context.instructions === undefined ? [] : [fence.quote('role', {}, context.instructions)]),
    ...buildPhaseMaterial(context, fence),
    describeTask(context),
    buildReplyFormat({ ...context, repair: null }),
  ].join('\n\n');
  return {
    system: buildInstructions(fence.mark),
    sharedChars: shared.length,
    messages: [{ role: 'user', content: user }, ...repairMessages(context)],
  };
}

/** Estimates the usage of a call whose provider reported none. */
export const estimateUsage = ({ system, messages }: Prompt, reply: string, reasoning = ''): Usage => ({
  inputTokens: estimateTextTokens(system + messages.map(({ content }) => content).join('')),
  outputTokens: estimateTextTokens(reply + reasoning),
  estimated: true,
});

function listOptions(options: readonly string[] | null): string[] {
  if (!options) return [];
  const list = options.map((option) => `- ${JSON.stringify(option)}`);
  return [`The options, of which exactly one is to be chosen:\n${list.join('\n')}`];
}

function listChecklist({ checklist }: TurnContext): string[] {
  if (!checklist) return [];
  const list = checklist.map((item, index) => `${index + 1}. ${JSON.stringify(item)}`);
  return [`The checklist, by which the evidence is to be reviewed:\n${list.join('\n')}`];
}

function buildPhaseMaterial(context: TurnContext, fence: QuoteFence): string[] {
  switch (context.phase) {
    case 'propose':
      return [];
    case 'critique':
      return [...quoteOwnTurns(context.own, fence), ...quotePeers(context.peers, fence)];
    case 'revise':
      return [
        ...quoteOwnTurns(context.own, fence),
        ...quotePeers(context.peers, fence),
        ...quoteRemarks(context.remarks, fence),
      ];
    case 'decide':
      return [
        ...quotePeers(context.peers, fence),
        ...quoteRemarks(context.remarks, fence),
        ...listRanking(context.ranking),
      ];
    default:
      return assertNever(context);
  }
}

function quoteOwnTurns({ position, reasons, critique }: OwnTurns, fence: QuoteFence): string[] {
  const own = [describePosition(position, fence), ...quoteProse('In your own words:', reasons, fence)];
  return [
    fence.wrap('your-position', {}, own.join('\n')),
    ...(critique === '' ? [] : [fence.wrap('your-critique', {}, toQuotedLines(critique, fence))]),
  ];
}

/** The positions of each peer, oldest first, and what it wrote with the last one. */
const quotePeers = (peers: readonly Peer[], fence: QuoteFence): string[] =>
  peers.map(({ label, positions, reasons }) => {
    const trajectory = positions.map((position) => describePosition(position, fence)).join('\nThen: ');
    return fence.wrap(
      'peer',
      { label },
      [trajectory, ...quoteProse('In its own words:', reasons, fence)].join('\n'),
    );
  });

/** Shares are of the other answers that the agents put below this one. */
function listRanking(ranking: Ranks | undefined): string[] {
  if (!ranking) return [];
  const ranks = ranking.map(({ label, share }) => `${label} ${neutralFormats.percent(share)}`);
  return [
    "The agents have scored one another's answers without knowing whose they are, and not their own. " +
      `The share of other answers that each is above, best first: ${ranks.join(', ')}. ` +
      'Weigh this as their judgement; it is no proof.',
  ];
}

const quoteRemarks = (list: readonly Remark[], fence: QuoteFence): string[] =>
  list.map(({ from, about, agrees, point, except }) => {
    const stance = agrees ? 'agrees' : 'disagrees';
    const text = except === undefined || except === point ? point : `${point} Except: ${except}`;
    return fence.quote(
      'remark',
      { from, about, stance: except === undefined ? stance : 'partly agrees' },
      text,
    );
  });

const quoteProse = (title: string, text: string, fence: QuoteFence): string[] =>
  text === '' ? [] : [title, toQuotedLines(text, fence)];

/** Each line of an agent's prose begins with `>`, so that none can look like a line of the engine. */
const toQuotedLines = (text: string, fence: QuoteFence): string => fence.clean(text).replace(/^/gm, '> ');

function describePosition(position: Position, fence: QuoteFence): string {
  const {
    claim,
    choice,
    estimate,
    findings = [],
    confidence,
    reason,
    citations,
    changed,
    changedBecause,
  } = position;
  const line = (text: string) => fence.clean(text).replace(/\s+/g, ' ');
  return [
    choice === undefined ? line(claim) : `${line(claim)} (choice: ${JSON.stringify(choice)})`,
    ...(estimate ? [`number: ${line(formatEstimate(estimate))}`] : []),
    `confidence ${confidence}`,
    ...findings.map(({ item, severity, text, citation }) => {
      const source = citation ? `by a quote from ${line(citation.evidence)}` : 'without a quote';
      return `finding on item ${item}, ${severity}, ${source}: ${line(text)}`;
    }),
    ...(reason === undefined ? [] : [`strongest reason: ${line(reason)}`]),
    ...(changed
      ? [`changed because: ${changedBecause === undefined ? 'not stated' : line(changedBecause)}`]
      : []),
    ...citations.map(({ evidence, quote, found }) =>
      fence.quote('check', { evidence, result: found ? 'found' : 'NOT FOUND' }, JSON.stringify(quote)),
    ),
  ].join('\n');
}

function repairMessages(context: TurnContext): Prompt['messages'] {
  if (!context.repair) return [];
  const { text, problem } = context.repair;
  return [
    // Providers refuse an empty message.
    { role: 'assistant', content: text.trim() === '' ? '(an empty reply)' : text },
    { role: 'user', content: `Your reply could not be parsed: ${problem}.\n\n${buildReplyFormat(context)}` },
  ];
}
