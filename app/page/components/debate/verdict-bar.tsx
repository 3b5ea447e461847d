import type { ComponentChildren } from 'preact';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { describeBaseline } from '../../../debate/views/describe-baseline.ts';
import { agreementNote, formatDuration } from '../../../debate/views/labels.ts';
import { formatAgreement } from '../../../debate/views/record-text.ts';
import { formats } from '../../formats.ts';
import { useNow } from '../../hooks/use-now.ts';
import { isDebateOpen } from '../../lib/steps.ts';
import { dissentLabel, forecastLabel, spendingLabel } from '../../lib/verdict.ts';

interface Props {
  readonly view: DebateView;
  /** Of an ended debate, once it is loaded. */
  readonly record: DecisionRecord | null;
}

/** The debate in a few numbers: how far the panel agrees, who dissents, what it costs and how long it takes. */
export function VerdictBar({ view, record }: Props) {
  const { settings, startedAt, cost } = view;
  if (!settings || !startedAt) return null;
  const agreement = record ? (record.agreement?.score ?? null) : (view.agreements.at(-1)?.score ?? null);
  return (
    <dl class="verdict-bar">
      <Fact title="Agreement" note={agreement === null ? undefined : agreementNote}>
        {agreement !== null && <meter min={0} max={1} value={agreement} aria-hidden="true" />}
        {agreement === null && isDebateOpen(view) ? 'not yet' : formatAgreement(agreement, formats)}
      </Fact>
      {record?.outcome === 'decided' && <DecidedFacts record={record} />}
      <Fact title="Cost" note={`${formats.count(cost.tokens)} tokens`}>
        {spendingLabel(cost, formats)}
        {settings.budget.usd !== undefined && ` of ${formats.usd(settings.budget.usd)}`}
      </Fact>
      <TimeFact view={view} />
    </dl>
  );
}

function DecidedFacts({ record }: { record: DecisionRecord }) {
  const { label } = describeBaseline(record, formats);
  return (
    <>
      <Fact title="Dissent" isWarning={record.minority.length > 0}>
        {dissentLabel(record)}
      </Fact>
      {label !== null && <Fact title="Effect of the debate">{label.replace(' by the debate', '')}</Fact>}
    </>
  );
}

function TimeFact({ view }: { view: DebateView }) {
  const now = useNow(isDebateOpen(view));
  const { settings, startedAt, endedAt } = view;
  if (!settings || !startedAt) return null;
  const elapsedMs = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
  if (endedAt) return <Fact title="Time">{formatDuration(elapsedMs)}</Fact>;
  const limit = `limit ${formats.time(settings.deadlineAt)}`;
  return (
    <Fact title="Time" note={forecastLabel(view, now) ?? limit}>
      {formatDuration(elapsedMs)}
    </Fact>
  );
}

interface FactProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly isWarning?: boolean;
  readonly children: ComponentChildren;
}

const Fact = ({ title, note, isWarning, children }: FactProps) => (
  <div class={isWarning ? 'is-warning' : undefined}>
    <dt>{title}</dt>
    <dd class="value">{children}</dd>
    {note !== undefined && <dd class="note">{note}</dd>}
  </div>
);
