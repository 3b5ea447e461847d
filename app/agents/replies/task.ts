import { assertNever } from '../../debate/core/events.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';

type DecideContext = Extract<TurnContext, { phase: 'decide' }>;

/** The task of a turn, in one paragraph. */
export function describeTask(context: TurnContext): string {
  switch (context.phase) {
    case 'propose':
      if (context.checklist)
        return (
          'Your task: review the evidence, item by item of the checklist, before you see any other review. Find what ' +
          'is wrong or missing; an item without a fault has no finding.'
        );
      return 'Your task: answer the question, before you see any other answer.';
    case 'critique':
      if (context.ranks)
        return (
          'Your task: judge the answer of each peer by its merits alone, and score it. Say what is right in it, name ' +
          'its errors and what it leaves out. Your own answer is not scored.'
        );
      return (
        "Your task: test each peer's current position and its reasons. Say whether you hold the same, " +
        'name its errors and the evidence against it, and grant what is right.'
      );
    case 'revise':
      if (context.checklist)
        return (
          'Your task: answer the remarks on your review and state all findings that you now hold. Drop those that ' +
          'are refuted, and take over those of your peers that the evidence bears out.'
        );
      return context.remarks.length > 0
        ? 'Your task: answer the remarks on your position and state the position that you now hold.'
        : 'Your task: weigh the positions of your peers and state the position that you now hold.';
    case 'decide':
      return (
        `Your task: ${describeDecision(context)} Before you write, compare the last positions: ` +
        'what they share, where they contradict each other, and what each of them leaves out.'
      );
    default:
      return assertNever(context);
  }
}

function describeDecision({ decidedBy, choice, agreed, ranking }: DecideContext): string {
  if (decidedBy === 'pool')
    return (
      `the numbers of the panel have been pooled to ${choice}. ` +
      'Explain this number from the arguments of the panel, and why some are far from it; when most are, say that ' +
      'the panel is split. You cannot change it.'
    );
  if (ranking && decidedBy === 'vote' && choice !== null)
    return (
      `the votes of the panel, weighted by how it ranked the answers, decide for ${JSON.stringify(choice)}. ` +
      'Explain this decision from the arguments of the panel. You cannot change it.'
    );
  if (decidedBy === 'vote' && choice !== null)
    return (
      `the panel has voted for ${JSON.stringify(choice)}. ` +
      'Explain this decision from the arguments of the panel. You cannot change it.'
    );
  if (decidedBy === 'vote')
    return 'the vote of the panel has tied. Explain what speaks for each of the leading options; do not choose one.';
  if (agreed)
    return 'all agents hold the same position. Write the answer that they hold, with its reasons and its limits.';
  return 'decide the question.';
}
