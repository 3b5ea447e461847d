import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { describeMethod } from '../../../debate/views/decision-method.ts';
import { stopReasonLabel } from '../../../debate/views/labels.ts';
import { answerBelowChoice, outcomeTitle } from '../../../debate/views/record-text.ts';
import { findQuote } from '../../lib/text/find-quote.ts';
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
  // A quote in the answer is not repeated below it; its check is with the evidence.
  const uncited = (view.verdict?.citations ?? []).filter(
    ({ quote, found }) => !found || findQuote(quote, answerText ?? '').length === 0,
  );
  return (
    <section class="panel answer" aria-labelledby="answer-title">
      <h2 id="answer-title">{outcomeTitle(record)}</h2>
      {choice !== null && <p class="choice">{choice}</p>}
      {answerText !== null && <Markdown text={answerText} />}
      <div class="answer-side">
        <Facts record={record} nameOf={nameOf} />
        {uncited.length > 0 && <h3>{answerText === null ? 'Cited' : 'Also cited'}</h3>}
        <Citations citations={uncited} />
      </div>
    </section>
  );
}

function Facts({ record, nameOf }: Omit<Props, 'view'>) {
  return (
    <dl class="facts">
      <div>
        <dt>Stop reason</dt>
        <dd>{stopReasonLabel(record.stopReason)}</dd>
      </div>
      <div>
        <dt>Decided by</dt>
        <dd>{describeMethod(record, nameOf)}</dd>
      </div>
    </dl>
  );
}
