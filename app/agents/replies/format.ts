import { assertNever } from '../../debate/core/events.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';

/** What a reply must end in: the block that app/debate/prompting/parse-reply.ts reads. */
export function buildReplyFormat(context: TurnContext): string {
  if (context.repair)
    return `Reply with the mended block alone, nothing before or after it:\n\n${buildBlockPattern(context)}`;
  return [
    'Write your turn in two parts.',
    `First, for people who read along: ${describeProse(context)} in Markdown, without a heading, without JSON.`,
    'Then, as the last thing, exactly one fenced block that says the same for the engine.',
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
      return 'what of the criticism stands, what does not, and the position you now hold, 120 to 250 words';
    case 'decide':
      return 'how you weighed the positions, 120 to 250 words';
    default:
      return assertNever(context);
  }
}

/** The block as a filled-in pattern, which models follow more closely than a description. */
function buildBlockPattern(context: TurnContext): string {
  const citations = [{ evidence: 'E1', quote: 'one sentence, word for word' }];
  const position = {
    claim: 'your position in one sentence',
    ...(context.options ? { choice: 'one of the options, word for word' } : {}),
    confidence: 0.7,
    citations,
  };
  return `\`\`\`json\n${JSON.stringify(buildPattern(), null, 2)}\n\`\`\``;

  function buildPattern(): object {
    switch (context.phase) {
      case 'propose':
        return position;
      case 'critique':
        return { stances: stancePatterns(context.peers) };
      case 'revise':
        return {
          ...position,
          changed: false,
          changedBecause: 'only when changed: the named error or the evidence that changed it',
          stances: stancePatterns(context.peers),
        };
      case 'decide':
        return {
          consensus: ['what all hold'],
          contradictions: ['where they contradict each other, and on what'],
          partialCoverage: ['what only some of them deal with'],
          uniqueInsights: ['what one of them alone saw'],
          blindSpots: ['what none of them dealt with'],
          answer: 'the answer to the question, in Markdown, written after the five lists',
          citations,
        };
      default:
        return assertNever(context);
    }
  }
}

const stancePatterns = (peers: readonly { readonly label: string }[]) =>
  peers.map(({ label }) => ({
    peer: label,
    agrees: false,
    point: 'your point about this peer, in one sentence',
  }));

function listExplanations(context: TurnContext): string[] {
  const lines: string[] = [];
  if (context.options) lines.push('"choice" is one of the options above, copied exactly.');
  if (context.phase === 'propose' || context.phase === 'revise')
    lines.push('"confidence" is how likely it is, from 0 to 1, that your position is right.');
  if (context.phase === 'critique' || context.phase === 'revise')
    lines.push(
      '"stances" has exactly one entry for every peer. "agrees": whether you hold the same in substance.',
    );
  if (context.phase !== 'propose')
    lines.push(
      'Labels such as A are new in every turn: but for "peer", write "one agent" in the block instead.',
    );
  if (context.phase === 'revise')
    lines.push('Leave "changedBecause" out when "changed" is false. It must name an error or evidence.');
  if (context.phase === 'decide')
    lines.push(
      'Fill the five lists first, in this order; a list may be empty. Then write "answer" from them.',
    );
  if (context.phase !== 'critique')
    lines.push(
      context.documents.length > 0
        ? '"citations" quotes the documents by id. Leave it empty rather than quote inexactly.'
        : '"citations" is an empty list: no documents were given.',
    );
  return lines;
}
