import type { ComponentChildren } from 'preact';
import type { SignedRecord } from '../../../debate/record/signature.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { createNameLookup } from '../../../debate/views/labels.ts';
import { Answer } from './answer.tsx';
import { BaselineSection } from './baseline.tsx';
import { CitedEvidence } from './cited-evidence.tsx';
import { CostTable } from './cost-table.tsx';
import { Findings } from './findings.tsx';
import { Integrity } from './integrity.tsx';
import { MatrixSection } from './matrix.tsx';
import { MinorityReport } from './minority-report.tsx';
import { NoDecision } from './no-decision.tsx';
import { NumbersSection } from './numbers.tsx';
import { Incidents, OutcomeNotes } from './record-notes.tsx';
import { VotesSection } from './votes.tsx';

interface Props {
  readonly view: DebateView;
  readonly record: SignedRecord | null;
  /** Why the record cannot be shown. */
  readonly problem: string | null;
  /** The agreement by round, shown before the details. */
  readonly children: ComponentChildren;
}

/** The result of an ended debate: the answer next to the minority report, then the details. */
export function DecisionSection({ view, record, problem, children }: Props) {
  if (problem) return <p class="problem">The record cannot be shown: {problem}</p>;
  if (!record) return <section class="decision is-loading" aria-label="The record" />;
  const nameOf = createNameLookup([...record.panel, record.judge, ...record.jury]);
  return (
    <section class="decision" aria-label="The record">
      <OutcomeNotes record={record} nameOf={nameOf} />
      {record.outcome === 'decided' ? (
        <div class={record.minority.length > 0 ? 'two-columns' : 'stack'}>
          <Answer view={view} record={record} nameOf={nameOf} />
          {record.minority.length > 0 && <MinorityReport record={record} nameOf={nameOf} />}
        </div>
      ) : (
        <NoDecision view={view} record={record} />
      )}
      {record.findings && <Findings record={record} nameOf={nameOf} />}
      {children}
      {record.matrix && <MatrixSection matrix={record.matrix} />}
      <div class="details">
        {record.votes && <VotesSection record={record} />}
        <NumbersSection record={record} nameOf={nameOf} />
        {record.outcome === 'decided' && <BaselineSection record={record} nameOf={nameOf} />}
        <Incidents record={record} nameOf={nameOf} />
        <CitedEvidence record={record} nameOf={nameOf} />
        <CostTable record={record} nameOf={nameOf} />
        <Integrity record={record} />
      </div>
    </section>
  );
}
