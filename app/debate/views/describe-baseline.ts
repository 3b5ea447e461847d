import type { Formats } from '../../shared/formats.ts';
import type { DebateEffect } from '../core/events.ts';
import type { DecisionRecord } from '../record/decision-record.ts';
import { joinNames, quote } from './record-text.ts';

const effectLabels: Readonly<Record<DebateEffect, { readonly label: string; readonly sentence: string }>> = {
  same: {
    label: 'same answer',
    sentence: 'The blind answers alone would have given the same answer.',
  },
  refined: {
    label: 'refined by the debate',
    sentence: 'The blind answers alone would have given the same answer, with less precision.',
  },
  changed: { label: 'changed by the debate', sentence: 'The debate changed the outcome.' },
  reversed: { label: 'reversed by the debate', sentence: 'The debate reversed the outcome.' },
};

/** The result without the debate, in words; `label` is null when there is no decision to compare. */
export function describeBaseline(
  record: DecisionRecord,
  formats: Formats,
): {
  readonly label: string | null;
  readonly sentences: readonly string[];
} {
  const { effect, costUsd, extraCostUsd } = record.baseline;
  const isPriced = record.cost.tokens > record.cost.unpricedTokens;
  return {
    label: effect && effectLabels[effect].label,
    sentences: [
      ...(effect ? [effectLabels[effect].sentence] : []),
      describeBlindAnswer(record),
      ...(isPriced
        ? [`The blind answers cost ${formats.usd(costUsd)}; the debate added ${formats.usd(extraCostUsd)}.`]
        : []),
    ],
  };
}

const blindSources: Readonly<Record<NonNullable<DecisionRecord['baseline']['source']>, string>> = {
  judge: 'Judged afterwards, with the debate in view',
  separate: 'From the blind answers alone',
  group: 'Most of the blind answers',
  pool: 'The blind numbers pooled',
};

function describeBlindAnswer({ baseline: { choices, answer, source } }: DecisionRecord): string {
  if (choices?.length === 0) return 'Blind vote: none.';
  if (choices) return `Blind vote: ${joinNames(choices.map(quote))}${choices.length > 1 ? ' tied' : ''}.`;
  return source === null
    ? 'No common answer is known from the blind answers alone.'
    : `${blindSources[source]}: ${answer}`;
}
