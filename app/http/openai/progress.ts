import type { DebateSettings } from '../../debate/core/events.ts';
import type { Envelope } from '../../debate/core/frames.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { escalationLabel } from '../../debate/views/escalation-label.ts';
import { speakingSeats } from '../../debate/views/judging-seats.ts';
import {
  createNameLookup,
  describeFailureReason,
  recordTitles,
  seatLabel,
} from '../../debate/views/labels.ts';
import { formatAgreement, outcomeNotes } from '../../debate/views/record-text.ts';
import { neutralFormats } from '../../shared/formats.ts';

/** Returns a function from an event to a line on the course of the debate; '' for most events. Pass them in order. */
export function createProgressText(): (event: Envelope) => string {
  let settings: DebateSettings | null = null;
  const nameOf = (turn: string): string => {
    const id = turn.split('.').at(-1) ?? turn;
    const seat = settings && speakingSeats(settings).find((candidate) => candidate.id === id);
    return seat ? seatLabel(seat) : id;
  };
  return (event) => {
    if (event.type === 'debate.created') settings = event.data;
    const line = describeProgress(event, nameOf);
    return line === null ? '' : `${line}\n\n`;
  };
}

function describeProgress(event: Envelope, nameOf: (turn: string) => string): string | null {
  switch (event.type) {
    case 'debate.created':
      return `${event.data.panel.map(seatLabel).join(', ')} debate.`;
    case 'round.started':
      return event.data.round === 0 ? 'Blind answers' : `Round ${event.data.round}`;
    case 'turn.completed': {
      const { turn, outcome, position } = event.data;
      if (position) return `${nameOf(turn)}: ${position.claim}`;
      if (outcome.phase !== 'critique') return null;
      const points = outcome.stances.flatMap(({ agrees, point }) => (agrees || point === '' ? [] : [point]));
      return points.length === 0 ? null : `${nameOf(turn)} objects: ${points.join(' ')}`;
    }
    case 'turn.failed':
      return `${nameOf(event.data.turn)} ${describeFailureReason(event.data.reason)}.`;
    case 'agreement.measured':
      return `Agreement: ${formatAgreement(event.data.score, neutralFormats)}`;
    case 'debate.escalated':
      return escalationLabel(event.data.reason);
    case 'approval.requested':
      return 'The debate waits for approval before it decides.';
    default:
      return null;
  }
}

/** What a reader must know with the answer: its limits, and who holds something else; '' if there is nothing. */
export function describeOutcome(record: SignedRecord): string {
  const nameOf = createNameLookup(record.panel);
  const dissent = record.minority.map(({ agent, position }) => `${nameOf(agent)}: ${position.claim}`);
  const lines = [
    ...outcomeNotes(record, nameOf, neutralFormats),
    ...(dissent.length > 0 ? [`${recordTitles.minority}: ${dissent.join(' ')}`] : []),
  ];
  return lines.map((line) => `${line}\n\n`).join('');
}
