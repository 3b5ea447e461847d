import type { TurnOutcome } from '../core/events.ts';
import type { FoundBlock } from './find-block.ts';

/** What the reader of a reply repaired: in the form of the block, and in members that have another type or wording. */
export function listRepairs({ members, repairs }: FoundBlock, outcome: TurnOutcome): readonly string[] {
  const position = 'position' in outcome ? outcome.position : null;
  const { confidence, choice, citations, stances } = members;
  const entries = listEntries(stances);
  const found = [
    ...repairs,
    ...(position && confidence !== position.confidence ? ['confidence in another form'] : []),
    ...(position?.choice !== undefined && choice !== position.choice ? ['choice in other words'] : []),
    ...(citations === null || citations === undefined ? ['no list of citations'] : []),
    ...(stances !== undefined && !Array.isArray(stances) ? ['stances by name'] : []),
    ...(entries.some(({ agrees }) => typeof agrees !== 'boolean') ? ['agreement in another form'] : []),
  ];
  return [...new Set(found)];
}

/** The stances that are objects. */
function listEntries(stances: unknown): readonly { readonly agrees?: unknown }[] {
  if (typeof stances !== 'object' || stances === null) return [];
  return Object.values(stances).filter((entry) => typeof entry === 'object' && entry !== null);
}
