import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { pluralize } from '../../../debate/views/labels.ts';

/** Votes over the whole trajectory: a position counts once in every round in which it was stated. */
export function VotesSection({ record }: { record: DecisionRecord }) {
  const votes = Object.entries(record.votes ?? {}).sort(([, a], [, b]) => b - a);
  const votesMax = Math.max(1, ...votes.map(([, number]) => number));
  return (
    <section class="panel" aria-labelledby="votes-title">
      <h2 id="votes-title">
        Votes <span class="caption">every position counts once per round, blind answers included</span>
      </h2>
      <ul class="votes">
        {votes.map(([option, number]) => (
          <li key={option} class={option === record.choice ? 'winner' : ''}>
            <span class="vote-option">{option}</span>
            <span class="vote-bar" aria-hidden="true">
              <span style={{ width: `${(number / votesMax) * 100}%` }} />
            </span>
            <span class="vote-number">{pluralize(number, 'vote')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
