import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { pluralize } from '../../../debate/views/labels.ts';
import { describeVotes } from '../../../debate/views/record-text.ts';

/** The final votes, which decide, with the blind vote and the votes of all rounds. */
export function VotesSection({ record }: { record: DecisionRecord }) {
  const votes = Object.entries(record.votes ?? {}).sort(([, a], [, b]) => b - a);
  const votesMax = Math.max(1, ...votes.map(([, number]) => number));
  return (
    <section class="panel" aria-labelledby="votes-title">
      <h2 id="votes-title">
        Final votes <span class="caption">the positions held at the end</span>
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
      {record.blindVotes && record.trajectoryVotes && (
        <dl class="other-votes">
          <div>
            <dt>Blind vote</dt>
            <dd>{describeVotes(record.blindVotes)}</dd>
          </div>
          <div>
            <dt>All rounds</dt>
            <dd>{describeVotes(record.trajectoryVotes)}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}
