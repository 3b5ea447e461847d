import type { Phase } from '../../../debate/core/events.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { phaseLabel, recordTitles } from '../../../debate/views/labels.ts';
import { outcomeNotes } from '../../../debate/views/record-text.ts';
import { formats } from '../../formats.ts';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** What a reader must know before the answer. */
export function OutcomeNotes({ record, nameOf }: Props) {
  const notes = outcomeNotes(record, nameOf, formats);
  if (notes.length === 0) return null;
  return (
    <section class="outcome-notes" aria-label="Notes on the outcome">
      <NoteList notes={notes} />
    </section>
  );
}

export function Incidents({ record, nameOf }: Props) {
  if (record.degraded.length === 0) return null;
  return (
    <section class="panel incidents" aria-labelledby="incidents-title">
      <h2 id="incidents-title">{recordTitles.incidents}</h2>
      <NoteList notes={record.degraded.map((note) => replaceTurnIds(note, nameOf))} />
    </section>
  );
}

const NoteList = ({ notes }: { notes: readonly string[] }) => (
  <ul>
    {notes.map((note) => (
      <li key={note}>{note}</li>
    ))}
  </ul>
);

/** `r1.critique.a2 was cut off` becomes `Bela (Critique 1) was cut off`. */
const replaceTurnIds = (note: string, nameOf: (agent: string) => string): string =>
  note.replace(
    /\br(\d+)\.(propose|critique|revise|decide)\.(\w+)/g,
    (_, round: string, phase: Phase, agent: string) =>
      `${nameOf(agent)} (${phaseLabel(phase, Number(round))})`,
  );
