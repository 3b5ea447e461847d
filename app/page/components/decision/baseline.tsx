import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { formatSpending } from '../../../debate/views/labels.ts';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** The blind round against the end: what the panel would have said without a debate, and who changed since. */
export function BaselineSection({ record, nameOf }: Props) {
  const { baseline, cost, flips } = record;
  return (
    <section class="panel baseline" aria-labelledby="baseline-title">
      <h2 id="baseline-title">
        Without debate{' '}
        <span class={baseline.changed ? 'badge changed' : 'badge'}>
          {baseline.changed ? 'the debate changed something' : 'the debate changed nothing'}
        </span>
      </h2>
      {baseline.choices !== null && (
        <p>
          Blind vote: <strong>{baseline.choices.join(' / ') || 'none'}</strong>
        </p>
      )}
      <ul class="claims">
        {baseline.claims.map(({ agent, claim }) => (
          <li key={agent}>
            <b>{nameOf(agent)}</b> {claim}
          </li>
        ))}
      </ul>
      {cost.unpricedTokens === 0 && (
        <p class="quiet">
          The blind answers cost {formatSpending({ usd: baseline.costUsd, unpricedTokens: 0 })}, all of it{' '}
          {formatSpending(cost)}.
        </p>
      )}
      <h3>Changes of position</h3>
      {flips.length === 0 && <p class="quiet">Nobody changed their position.</p>}
      <ul class="claims">
        {flips.map(({ agent, round, from, to, because }) => (
          <li key={`${agent} ${round}`}>
            <b>
              {nameOf(agent)}, round {round}
            </b>{' '}
            <del>{from}</del> → <ins>{to}</ins> <span class="because">because {because}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
