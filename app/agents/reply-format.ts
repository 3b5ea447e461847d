import type { Brief } from '../debate/brief.ts';
import { assertNever } from '../debate/events.ts';

/** What a reply must end in: the block that app/debate/speech.ts reads. */
export function replyFormat(brief: Brief): string {
  if (brief.repair)
    return `Reply with the mended block alone, nothing before or after it:\n\n${block(brief)}`;
  return [
    'Write your turn in two parts.',
    `First, for people who read along: ${wanted(brief)} in Markdown, without a heading, without JSON.`,
    'Then, as the last thing, exactly one fenced block that says the same for the engine.',
    block(brief),
    ...explanations(brief),
  ].join('\n\n');
}

function wanted(brief: Brief): string {
  switch (brief.phase) {
    case 'propose':
      return 'your position and the reasons for it, 120 to 250 words';
    case 'critique':
      return 'for each peer, whether you agree and the strongest point about it, 120 to 250 words in all';
    case 'revise':
      return 'what of the criticism stands, what does not, and the position you now hold, 120 to 250 words';
    case 'decide':
      return 'how you weighed the positions, 120 to 250 words';
    default:
      return assertNever(brief);
  }
}

/** The block as a filled-in pattern, which models follow more closely than a description. */
function block(brief: Brief): string {
  const citations = [{ evidence: 'E1', quote: 'one sentence, word for word' }];
  const position = {
    claim: 'your position in one sentence',
    ...(brief.options ? { choice: 'one of the options, word for word' } : {}),
    confidence: 0.7,
    citations,
  };
  return `\`\`\`json\n${JSON.stringify(pattern(), null, 2)}\n\`\`\``;

  function pattern(): object {
    switch (brief.phase) {
      case 'propose':
        return position;
      case 'critique':
        return { stances: stances(brief.peers) };
      case 'revise':
        return {
          ...position,
          changed: false,
          changedBecause: 'only when changed: the named error or the evidence that changed it',
          stances: stances(brief.peers),
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
        return assertNever(brief);
    }
  }
}

const stances = (peers: readonly { readonly label: string }[]) =>
  peers.map(({ label }) => ({
    peer: label,
    agrees: false,
    point: 'your point about this peer, in one sentence',
  }));

function explanations(brief: Brief): string[] {
  const said: string[] = [];
  if (brief.options) said.push('"choice" is one of the options above, copied exactly.');
  if (brief.phase === 'propose' || brief.phase === 'revise')
    said.push('"confidence" is how likely it is, from 0 to 1, that your position is right.');
  if (brief.phase === 'critique' || brief.phase === 'revise')
    said.push(
      '"stances" has exactly one entry for every peer. "agrees": whether you hold the same in substance.',
    );
  if (brief.phase !== 'propose')
    said.push(
      'Labels such as A are new in every turn: but for "peer", write "one agent" in the block instead.',
    );
  if (brief.phase === 'revise')
    said.push('Leave "changedBecause" out when "changed" is false. It must name an error or evidence.');
  if (brief.phase === 'decide')
    said.push(
      'Fill the five lists first, in this order; a list may be empty. Then write "answer" from them.',
    );
  if (brief.phase !== 'critique')
    said.push(
      brief.documents.length > 0
        ? '"citations" quotes the documents by id. Leave it empty rather than quote inexactly.'
        : '"citations" is an empty list: no documents were given.',
    );
  return said;
}
