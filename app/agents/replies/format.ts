import { assertNever } from '../../debate/core/events.ts';
import { criterionPointsMax, rankingCriteria } from '../../debate/prompting/parse-points.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import { checklistExplanations, checklistPattern } from './checklist-format.ts';
import { decisionExplanations, decisionPattern, isTied } from './decision-format.ts';

/** Instructions for the block at the end of a reply, which app/debate/prompting/parse-reply.ts parses. */
export function buildReplyFormat(context: TurnContext): string {
  if (context.repair)
    return `Reply with the corrected block alone, with nothing before or after it:\n\n${buildBlockPattern(context)}`;
  return [
    'Write your turn in two parts.',
    `First, for human readers: ${describeProse(context)}, in Markdown, without a heading.`,
    'Then, at the very end, exactly one fenced block for the engine.',
    buildBlockPattern(context),
    ...listExplanations(context),
  ].join('\n\n');
}

function describeProse(context: TurnContext): string {
  switch (context.phase) {
    case 'propose':
      return 'your position and the reasons for it, 120 to 250 words';
    case 'critique':
      return 'for each peer, whether you agree and the strongest point about it, 120 to 250 words in all';
    case 'revise':
      return 'which criticism is right, which is not, and the position you now hold with its reasons, 120 to 250 words';
    case 'decide':
      return isTied(context)
        ? 'what speaks for and against each of the leading options, 120 to 350 words'
        : 'the answer with its reasons and what speaks against it, 120 to 350 words';
    default:
      return assertNever(context);
  }
}

/** A filled-in pattern, because models follow it more closely than a description. */
function buildBlockPattern(context: TurnContext): string {
  return `\`\`\`json\n${JSON.stringify(buildPattern(), null, 2)}\n\`\`\``;

  function buildPattern(): object {
    switch (context.phase) {
      case 'propose':
        return positionPattern(context);
      case 'critique':
        return { stances: stancePatterns(context.peers, context.ranks) };
      case 'revise':
        return {
          ...positionPattern(context),
          changed: false,
          changedBecause: 'only when changed: the named error or the evidence that changed it',
          stances: stancePatterns(context.peers),
        };
      case 'decide':
        return { ...decisionPattern(context), ...citationsPattern(context) };
      default:
        return assertNever(context);
    }
  }
}

const positionPattern = (context: TurnContext) => ({
  claim: 'your position in one sentence',
  reason: 'your strongest reason in one sentence',
  ...(context.options && { choice: 'one of the options, word for word' }),
  ...(context.number && { number: 12, interval: [8, 20], unit: context.number.unit }),
  ...(context.checklist && { findings: checklistPattern(context) }),
  confidence: 0.7,
  ...(!context.checklist && citationsPattern(context)),
});

const citationsPattern = ({ documents }: TurnContext) => {
  const [first] = documents;
  return { citations: first ? [{ evidence: first.id, quote: 'one sentence, word for word' }] : [] };
};

const stancePatterns = (peers: readonly { readonly label: string }[], ranks = false) =>
  peers.map(({ label }) => ({
    peer: label,
    agrees: false,
    ...(ranks && { scores: Object.fromEntries(rankingCriteria.map((criterion) => [criterion, 5])) }),
    point: 'your point about this peer, in one sentence',
  }));

function listExplanations(context: TurnContext): string[] {
  const lines: string[] = [];
  const statesPosition = context.phase === 'propose' || context.phase === 'revise';
  if (context.checklist && statesPosition) lines.push(...checklistExplanations);
  if (context.number && statesPosition)
    lines.push(
      '"claim" contains your number. "number" is your best estimate, in the given unit, and "interval" has the ' +
        'bounds between which the right number lies with a probability of 80 %. They are numbers without a unit.',
    );
  if (context.options && statesPosition) lines.push('"choice" is one of the options above, copied exactly.');
  if (statesPosition)
    lines.push('"confidence" is how likely it is, from 0 to 1, that your position is right.');
  if (context.phase === 'critique' || context.phase === 'revise')
    lines.push(
      '"stances" has exactly one entry for every peer. "agrees" is true when you hold the same position in ' +
        'substance. If you do except for one point, add "except" with that point.',
    );
  if (context.phase === 'critique' && context.ranks)
    lines.push(
      `"scores" has a whole number from 0 (bad) to ${criterionPointsMax} (excellent) for each criterion: ` +
        '"correct", whether what it says is true; "supported", whether its reasons and quotations carry it; ' +
        '"complete", whether it deals with all of the question.',
    );
  if (context.phase === 'critique' || context.phase === 'revise')
    lines.push(
      'Labels such as A change in every turn. In the block, use them only for "peer" and write "one agent" elsewhere.',
    );
  if (context.phase === 'revise' && context.number)
    lines.push('"changedBecause" is required when your number changes. It must name an error or evidence.');
  else if (context.phase === 'revise')
    lines.push(
      '"changed" is true only when your position differs in substance, not in wording. ' +
        'Leave "changedBecause" out when it is false. It must name an error or evidence.',
    );
  if (context.phase === 'decide') lines.push(...decisionExplanations(context));
  if (context.phase !== 'critique' && !(context.checklist && statesPosition))
    lines.push(
      context.documents.length > 0
        ? '"citations" quotes the documents by id. Leave it empty rather than quote inexactly.'
        : '"citations" is an empty list: no documents were given.',
    );
  return lines;
}
