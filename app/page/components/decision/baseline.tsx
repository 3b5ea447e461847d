import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { describeBaseline } from '../../../debate/views/describe-baseline.ts';
import { recordTitles } from '../../../debate/views/labels.ts';
import { formats } from '../../formats.ts';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** Compares the blind answers with the outcome. */
export function BaselineSection({ record, nameOf }: Props) {
  const { baseline } = record;
  const { label, sentences } = describeBaseline(record, formats);
  return (
    <section class="panel baseline" aria-labelledby="baseline-title">
      <h2 id="baseline-title">
        Without the debate{' '}
        {label !== null && <span class={baseline.changed ? 'badge changed' : 'badge'}>{label}</span>}
      </h2>
      <div class="sentences">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <h3>Blind answers</h3>
      <ul class="claims">
        {baseline.claims.map(({ agent, claim }) => (
          <li key={agent}>
            <b>{nameOf(agent)}</b> {claim}
          </li>
        ))}
      </ul>
      <PositionChanges record={record} nameOf={nameOf} />
    </section>
  );
}

function PositionChanges({ record: { flips }, nameOf }: Props) {
  return (
    <>
      <h3>{recordTitles.changes}</h3>
      {flips.length === 0 && <p class="muted">No agent changed its position.</p>}
      <ul class="claims">
        {flips.map(({ agent, round, from, to, because }) => (
          <li key={`${agent} ${round}`}>
            <b>
              {nameOf(agent)}, round {round}
            </b>{' '}
            <del>{from}</del> → <ins>{to}</ins>{' '}
            <span class="because">because {because ?? '(no reason given)'}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
