import type { Client } from '../../../client/client.ts';
import type { Phase } from '../../../debate/core/events.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import {
  createNameLookup,
  formatDuration,
  formatPercent,
  formatSpending,
  phaseLabel,
  stopReasonLabel,
} from '../../../debate/views/labels.ts';
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

/** What an ended debate leaves behind: the answer first, and beside it, with equal weight, who does not go along. */
export function DecisionSection({ view, client }: Props) {
  const { record, problem } = useRecord(client, view);
  if (problem) return <p class="problem">The record cannot be shown: {problem}</p>;
  if (!record) return <section class="decision is-loading" aria-label="Decision" />;
  const seats = [...record.panel, ...(record.judge ? [record.judge] : [])];
  const nameOf = createNameLookup(seats);
  return (
    <section class="decision" aria-label="Decision">
      {record.outcome === 'decided' ? (
        <div class="two-sides">
          <Answer view={view} record={record} />
          <MinorityReport record={record} nameOf={nameOf} />
        </div>
      ) : (
        <NoDecision view={view} record={record} />
      )}
      {record.degraded.length > 0 && <Incidents notes={record.degraded} nameOf={nameOf} />}
      {record.matrix && <MatrixSection matrix={record.matrix} />}
      {record.votes && <VotesSection record={record} />}
      <div class="two-sides">
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

function Answer({ view, record }: { view: DebateView; record: DecisionRecord }) {
  const { answer, choice, tied, method, agreement, stopReason: stop, cost, startedAt, endedAt } = record;
  return (
    <section class="panel answer" aria-labelledby="answer-title">
      <h2 id="answer-title">{tied ? 'Tied' : 'Answer'}</h2>
      {choice !== null && <p class="choice">{choice}</p>}
      {answer !== null && answer !== choice && <Markdown text={stripChoice(answer, choice)} />}
      {view.verdict && <Citations citations={view.verdict.citations} />}
      <dl class="facts">
        {agreement && (
          <div>
            <dt>Agreement</dt>
            <dd>
              {formatPercent(agreement.score)} <span class="quiet">{agreement.note}</span>
            </dd>
          </div>
        )}
        <div>
          <dt>Why it ended</dt>
          <dd>{stopReasonLabel(stop)}</dd>
        </div>
        <div>
          <dt>Decided by</dt>
          <dd>{method === 'vote' ? 'vote over all rounds' : 'the judge, after comparing the positions'}</dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd>
            {formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}, {formatSpending(cost)}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** The engine's answer to a closed question begins with the choice, which stands above it already. */
const stripChoice = (answer: string, choice: string | null): string =>
  choice !== null && answer.startsWith(`${choice}. `) ? answer.slice(choice.length + 2) : answer;

interface IncidentsProps {
  readonly notes: readonly string[];
  readonly nameOf: (agent: string) => string;
}

function Incidents({ notes, nameOf }: IncidentsProps) {
  return (
    <section class="panel degraded" aria-labelledby="degraded-title">
      <h2 id="degraded-title">What did not go as planned</h2>
      <ul>
        {notes.map((note) => (
          <li key={note}>{replaceTurnIds(note, nameOf)}</li>
        ))}
      </ul>
    </section>
  );
}

/** `r1.critique.a2 was cut off` for people: `Bela (Critique 1) was cut off`. */
const replaceTurnIds = (note: string, nameOf: (agent: string) => string): string =>
  note.replace(
    /\br(\d+)\.(propose|critique|revise|decide)\.(\w+)/g,
    (_, round: string, phase: Phase, agent: string) =>
      `${nameOf(agent)} (${phaseLabel(phase, Number(round))})`,
  );
