import { findingSeverities } from '../../debate/core/turn-outcome.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';

/** One finding, as app/debate/questions/parse-findings.ts parses it. */
export const checklistPattern = ({ documents }: TurnContext): readonly object[] => [
  {
    item: 1,
    severity: 'major',
    finding: 'what is wrong, in one sentence',
    evidence: documents[0]?.id ?? 'E1',
    quote: 'one sentence, word for word',
  },
];

export const checklistExplanations: readonly string[] = [
  '"claim" says in one sentence whether the evidence meets the checklist.',
  '"findings" has one entry for each fault, and is empty when there is none. "item" is the number of the item. ' +
    `"severity" is one of: ${findingSeverities.join(', ')}. "critical" makes the evidence unfit for its purpose, ` +
    '"major" must be put right, "minor" should be, and "note" is for information. "quote" is the passage that ' +
    'shows the fault, copied exactly; leave "evidence" and "quote" out when something is missing.',
];
