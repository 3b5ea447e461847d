import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { formatDuration, formatSpending, stopReasonLabel } from '../../../debate/views/labels.ts';
import {
  answerBelowChoice,
  describeMethod,
  formatAgreement,
  outcomeTitle,
} from '../../../debate/views/record-text.ts';
import { Citations } from '../citations.tsx';
import { Markdown } from '../markdown.tsx';

interface Props {
  readonly view: DebateView;
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

export function Answer({ view, record, nameOf }: Props) {
  const { choice } = record;
  const answerText = answerBelowChoice(record);
  return (
    <section class="panel answer" aria-labelledby="answer-title">
      <h2 id="answer-title">{outcomeTitle(record)}</h2>
      {choice !== null && <p class="choice">{choice}</p>}
      {answerText !== null && <Markdown text={answerText} />}
      {view.verdict && <Citations citations={view.verdict.citations} />}
      <Facts record={record} nameOf={nameOf} />
    </section>
  );
}

function Facts({ record, nameOf }: Omit<Props, 'view'>) {
  const { agreement, stopReason, cost, startedAt, endedAt } = record;
  const duration = formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
  return (
    <dl class="facts">
      {agreement && (
        <div>
          <dt>Agreement</dt>
          <dd>
            {formatAgreement(agreement.score)} <span class="muted">{agreement.note}</span>
          </dd>
        </div>
      )}
      <div>
        <dt>Stop reason</dt>
        <dd>{stopReasonLabel(stopReason)}</dd>
      </div>
      <div>
        <dt>Decided by</dt>
        <dd>{describeMethod(record, nameOf)}</dd>
      </div>
      <div>
        <dt>Duration and cost</dt>
        <dd>
          {duration}, {formatSpending(cost)}
        </dd>
      </div>
    </dl>
  );
}
