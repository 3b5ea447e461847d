import type { Formats } from '../../shared/formats.ts';
import type { AgentCost } from '../cost/summary.ts';
import type { DecisionRecord } from '../record/decision-record.ts';
import type { SignedRecord } from '../record/signature.ts';
import { describeMethod } from './decision-method.ts';
import { formatDuration, formatSpending, pluralize, seatLabel, stopReasonLabel } from './labels.ts';
import { describeSource } from './record-items.ts';
import { describeVotes, formatAgreement, joinNames } from './record-text.ts';

/** A label and its value. */
export type Fact = readonly [label: string, value: string];

/** How the decision was made and what it cost. */
export function outcomeFacts(
  record: DecisionRecord,
  nameOf: (agent: string) => string,
  formats: Formats,
): readonly Fact[] {
  const { outcome, votes, number, agreement, agreementByRound, stopReason, startedAt, endedAt } = record;
  const scores = agreementByRound.map(({ score }) => formatAgreement(score, formats));
  const history = scores.length > 1 ? `; by round: ${scores.join(' → ')}` : '';
  return [
    ...(votes ? [['Votes', describeVotes(votes) || 'none'] as const] : []),
    ...(number ? [['Outliers', joinNames(number.outliers.map(nameOf)) || 'none'] as const] : []),
    ...(outcome === 'decided' ? [['Decided by', describeMethod(record, nameOf)] as const] : []),
    ...(agreement
      ? [['Agreement', `${formatAgreement(agreement.score, formats)} (${agreement.note})${history}`] as const]
      : []),
    ['Why it ended', stopReasonLabel(stopReason)],
    ['Duration', formatDuration(Date.parse(endedAt) - Date.parse(startedAt))],
    ['Cost', describeCost(record, formats)],
  ];
}

/** `$0.05 and 1.2k tokens; the debate added $0.04`. */
function describeCost({ cost, baseline }: DecisionRecord, formats: Formats): string {
  const tokens = `${formats.count(cost.tokens)} tokens`;
  if (cost.tokens === cost.unpricedTokens) return `${tokens}, without a known price`;
  return `${formatSpending(cost, formats)} for ${tokens}; the debate added ${formats.usd(baseline.extraCostUsd)}`;
}

/** `12,000 of 40,000 input tokens were read from the provider's cache.`, or null when none were. */
export function describeCachedInput({ byAgent }: DecisionRecord['cost'], formats: Formats): string | null {
  const sum = (tokens: (cost: AgentCost) => number) =>
    byAgent.reduce((total, cost) => total + tokens(cost), 0);
  const cached = sum(({ cachedTokens }) => cachedTokens ?? 0);
  if (cached === 0) return null;
  const input = formats.number(sum(({ inputTokens }) => inputTokens));
  return `${formats.number(cached)} of ${input} input tokens were read from the provider's cache.`;
}

/** What identifies a record and ties it to its log. */
export function identityFacts(record: SignedRecord): readonly Fact[] {
  const { hashes, signature, evidence } = record;
  return [
    ['Debate', record.debate],
    ['Preset', record.preset],
    ['Panel', record.panel.map((seat) => `${seatLabel(seat)}: ${seat.model}`).join('; ')],
    ['Judge', record.judge.model],
    ['Started', record.startedAt],
    ['Ended', record.endedAt],
    ...evidence.map(
      ({ id, name, hash, source }) =>
        [`${id}, ${name}`, `SHA-256 ${hash}${source ? `; ${describeSource(source)}` : ''}`] as const,
    ),
    ['Event log', `${pluralize(hashes.events, 'event')}, last hash ${hashes.log}`],
    ['Contract', hashes.contract],
    ['Signing key', `${signature.keyId} (${signature.algorithm})`],
    ['Signature', signature.value],
  ];
}
