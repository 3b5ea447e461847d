import type { Comparison, DebateEffect, Matrix, TurnOutcome } from '../core/events.ts';
import { debateEffects } from '../core/turn-outcome.ts';
import { parseOptionChoice } from './parse-choice.ts';
import {
  type Members,
  optionalText,
  ReplyProblem,
  requireList,
  requireObject,
  requireText,
  requireTexts,
} from './reply-members.ts';
import { normalizeLabel, type TurnContext } from './turn-context.ts';

type DecideContext = Extract<TurnContext, { phase: 'decide' }>;
type DecideOutcome = Extract<TurnOutcome, { phase: 'decide' }>;

/**
 * The judge's block, without its citations. The answer is the prose; an `answer` in the block takes its place. A judge
 * may leave the comparison out: then the record uses what the agents said about one another.
 */
export function parseJudgement(
  data: Members,
  prose: string,
  context: DecideContext,
): Omit<DecideOutcome, 'phase' | 'citations'> {
  const answer = optionalText(data, 'answer') ?? prose;
  if (answer === '')
    throw new ReplyProblem('the answer is missing: add it to the block as "answer", in Markdown');
  const comparison = parseComparison(data, context);
  const withoutDebate = parseWithoutDebate(data);
  return {
    matrix: parseMatrix(data),
    answer,
    ...(context.options &&
      context.decidedBy === 'judge' && { choice: parseOptionChoice(data, context.options) }),
    ...(comparison && { comparison }),
    ...(withoutDebate && { withoutDebate }),
  };
}

const parseMatrix = (data: Members): Matrix => ({
  consensus: requireTexts(data, 'consensus'),
  contradictions: requireTexts(data, 'contradictions'),
  partialCoverage: requireTexts(data, 'partialCoverage'),
  uniqueInsights: requireTexts(data, 'uniqueInsights'),
  blindSpots: requireTexts(data, 'blindSpots'),
});

function parseComparison(data: Members, { peers }: DecideContext): Comparison | null {
  if ([data.groups, data.adopts, data.rejects, data.moved].every((member) => member === undefined))
    return null;
  const agentOf = (label: string) => peers.find((peer) => peer.label === normalizeLabel(label))?.agent;
  /** Unknown labels are ignored. */
  const toAgents = (labels: readonly string[]) => [
    ...new Set(labels.flatMap((label) => agentOf(label) ?? [])),
  ];
  const agentsIn = (name: string) => (data[name] === undefined ? null : toAgents(requireTexts(data, name)));
  const groups =
    data.groups === undefined
      ? null
      : requireList(data, 'groups').map((group) => toAgents(requireTexts({ groups: group }, 'groups')));
  return {
    groups,
    adopts: agentsIn('adopts'),
    rejects: parseRejects(data, agentOf),
    moved: agentsIn('moved'),
  };
}

function parseRejects(data: Members, agentOf: (label: string) => string | undefined): Comparison['rejects'] {
  if (data.rejects === undefined) return [];
  return requireList(data, 'rejects').flatMap((item) => {
    const rejection = requireObject(item, 'each of "rejects"');
    const agent = agentOf(requireText(rejection, 'peer'));
    return agent === undefined ? [] : [{ agent, because: requireText(rejection, 'because') }];
  });
}

function parseWithoutDebate(data: Members): DecideOutcome['withoutDebate'] | null {
  if (data.withoutDebate === undefined || data.withoutDebate === null) return null;
  const members = requireObject(data.withoutDebate, '"withoutDebate"');
  const answer = optionalText(members, 'answer');
  if (answer === null) return null;
  const effect = requireText(members, 'effect').toLowerCase();
  if (!isEffect(effect)) throw new ReplyProblem(`"effect" must be one of: ${debateEffects.join(' | ')}`);
  return { answer, effect };
}

const isEffect = (text: string): text is DebateEffect => debateEffects.some((effect) => effect === text);
