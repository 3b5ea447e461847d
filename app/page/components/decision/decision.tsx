import type { Client } from '../../../client/client.ts';
import type { Phase } from '../../../debate/core/events.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import {
  createNameLookup,
  formatDuration,
  formatSpending,
  phaseLabel,
  recordTitles,
  stopReasonLabel,
} from '../../../debate/views/labels.ts';
import { describeMethod, formatAgreement, outcomeNotes } from '../../../debate/views/record-text.ts';
import { useRecord } from '../../hooks/use-record.ts';
import { Citations } from '../citations.tsx';
import { Markdown } from '../markdown.tsx';
import { BaselineSection } from './baseline.tsx';
import { CitedEvidence } from './cited-evidence.tsx';
import { CostTable } from './cost-table.tsx';
import { Integrity } from './integrity.tsx';
import { MatrixSection } from './matrix.tsx';
import { MinorityReport } from './minority-report.tsx';
import { NoDecision } from './no-decision.tsx';
import { VotesSection } from './votes.tsx';

interface Props {
  readonly view: DebateView;
  readonly client: Client;
}

/** The result of an ended debate: the answer next to the minority report, then the details. */
export function DecisionSection({ view, client }: Props) {
  const { record, problem } = useRecord(client, view);
  if (problem) return <p class="problem">The record cannot be shown: {problem}</p>;
  if (!record) return <section class="decision is-loading" aria-label="Decision" />;
  const nameOf = createNameLookup([...record.panel, record.judge]);
  const notes = outcomeNotes(record, nameOf);
  return (
    <section class="decision" aria-label="Decision">
      {notes.length > 0 && (
        <section class="panel degraded" aria-label="Notes on the outcome">
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      {record.outcome === 'decided' ? (
        <div class="two-columns">
          <Answer view={view} record={record} nameOf={nameOf} />
          <MinorityReport record={record} nameOf={nameOf} />
        </div>
      ) : (
        <NoDecision view={view} record={record} />
      )}
      {record.degraded.length > 0 && <Incidents notes={record.degraded} nameOf={nameOf} />}
      {record.matrix && <MatrixSection matrix={record.matrix} />}
      {record.votes && <VotesSection record={record} />}
      <div class="two-columns">
        <div class="stack">
          {record.outcome === 'decided' && <BaselineSection record={record} nameOf={nameOf} />}
          <CostTable record={record} nameOf={nameOf} />
          <Integrity record={record} client={client} />
        </div>
        <CitedEvidence record={record} nameOf={nameOf} />
      </div>
    </section>
  );
}

interface AnswerProps {
  readonly view: DebateView;
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

function Answer({ view, record, nameOf }: AnswerProps) {
  const { answer, choice, tied, agreement, stopReason: stop, cost, startedAt, endedAt } = record;
  return (
    <section class="panel answer" aria-labelledby="answer-title">
      <h2 id="answer-title">{tied ? 'Tied' : recordTitles.answer}</h2>
      {choice !== null && <p class="choice">{choice}</p>}
      {answer !== null && answer !== choice && <Markdown text={stripChoice(answer, choice)} />}
      {view.verdict && <Citations citations={view.verdict.citations} />}
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
          <dd>{stopReasonLabel(stop)}</dd>
        </div>
        <div>
          <dt>Decided by</dt>
          <dd>{describeMethod(record, nameOf)}</dd>
        </div>
        <div>
          <dt>Duration and cost</dt>
          <dd>
            {formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}, {formatSpending(cost)}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** The answer to a closed question starts with the choice, which is already shown above it. */
const stripChoice = (answer: string, choice: string | null): string =>
  choice !== null && answer.startsWith(`${choice}. `) ? answer.slice(choice.length + 2) : answer;

interface IncidentsProps {
  readonly notes: readonly string[];
  readonly nameOf: (agent: string) => string;
}

function Incidents({ notes, nameOf }: IncidentsProps) {
  return (
    <section class="panel degraded" aria-labelledby="degraded-title">
      <h2 id="degraded-title">{recordTitles.incidents}</h2>
      <ul>
        {notes.map((note) => (
          <li key={note}>{replaceTurnIds(note, nameOf)}</li>
        ))}
      </ul>
    </section>
  );
}

/** `r1.critique.a2 was cut off` becomes `Bela (Critique 1) was cut off`. */
const replaceTurnIds = (note: string, nameOf: (agent: string) => string): string =>
  note.replace(
    /\br(\d+)\.(propose|critique|revise|decide)\.(\w+)/g,
    (_, round: string, phase: Phase, agent: string) =>
      `${nameOf(agent)} (${phaseLabel(phase, Number(round))})`,
  );
