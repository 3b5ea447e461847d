import type { DecisionRecord } from '../../debate/record.ts';
import { plural } from '../../debate/words.ts';

/** Votes over the whole trajectory: a position counts once in every round in which it was stated. */
export function Votes({ record }: { record: DecisionRecord }) {
  const votes = Object.entries(record.votes ?? {}).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...votes.map(([, number]) => number));
  return (
    <section class="panel" aria-labelledby="votes-title">
      <h2 id="votes-title">
        Votes{' '}
        <span class="caption">every round’s position counts once, the blind one as much as the last</span>
      </h2>
      <ul class="votes">
        {votes.map(([option, number]) => (
          <li key={option} class={option === record.choice ? 'won' : ''}>
            <span class="vote-option">{option}</span>
            <span class="vote-bar" aria-hidden="true">
              <span style={{ width: `${(number / most) * 100}%` }} />
            </span>
            <span class="vote-number">{plural(number, 'vote')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
