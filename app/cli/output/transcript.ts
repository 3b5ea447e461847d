import { assertNever, type DebateSettings } from '../../debate/core/events.ts';
import type { Envelope } from '../../debate/core/frames.ts';
import { extractProse } from '../../debate/prompting/prose.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { escalationLabel } from '../../debate/views/escalation-label.ts';
import {
  agreementNote,
  createNameLookup,
  describeFailureReason,
  phaseLabel,
  stopReasonLabel,
} from '../../debate/views/labels.ts';
import { type PeerLabel, replacePeerLabels } from '../../debate/views/peer-labels.ts';
import { formatAgreement } from '../../debate/views/record-text.ts';
import type { Formats } from '../../shared/formats.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { openingPoints, outcomePoints, speakerName } from './transcript-points.ts';

/** One entry of a transcript. All text is printable. */
export interface TranscriptEntry {
  /** `step`: a phase starts. `speech`: the text of a turn. `notice`: one line. `progress`: one line, only in a log. */
  readonly kind: 'step' | 'speech' | 'notice' | 'progress';
  readonly at: string;
  readonly title: string;
  /** Markdown, or ''. */
  readonly text: string;
  /** The outcome of the turn in short lines. */
  readonly points: readonly string[];
}

export interface TranscriptOptions {
  /** Of each turn, only its outcome; the text of the decision is in the record that follows. */
  readonly isShort: boolean;
  readonly formats: Formats;
}

/** Returns a function from an event, and the view that includes it, to its entries. Some events have none. */
export function createTranscript({
  isShort,
  formats,
}: TranscriptOptions): (event: Envelope, view: DebateView) => TranscriptEntry[] {
  let step = '';
  return (receivedEvent, view) => {
    const event = toPrintableDeep(receivedEvent);
    const { turn } = 'turn' in receivedEvent.data ? receivedEvent.data : { turn: null };
    const turnView = view.turns.find((candidate) => candidate.turn === turn);
    const peers = toPrintableDeep(turnView?.peers ?? []);
    const entry = createEntry(event, { settings: toPrintableDeep(view.settings), peers, formats });
    const entries = entry ? [isShort ? { ...entry, text: '' } : entry] : [];
    const current =
      event.type === 'turn.started' && turnView ? phaseLabel(turnView.phase, turnView.round) : step;
    if (current === step) return entries;
    step = current;
    return [{ kind: 'step', at: event.at, title: current, text: '', points: [] }, ...entries];
  };
}

type EntryContent = Omit<TranscriptEntry, 'at' | 'text' | 'points'> &
  Partial<Pick<TranscriptEntry, 'text' | 'points'>>;

interface EntryContext {
  readonly settings: DebateSettings | null;
  readonly peers: readonly PeerLabel[];
  readonly formats: Formats;
}

function createEntry(event: Envelope, context: EntryContext): TranscriptEntry | null {
  const content = describeEvent(event, context);
  return content && { at: event.at, text: '', points: [], ...content };
}

function describeEvent(event: Envelope, { settings, peers, formats }: EntryContext): EntryContent | null {
  const nameOf = (turn: string) => speakerName(turn, settings);
  switch (event.type) {
    case 'debate.created':
      return {
        kind: 'notice',
        title: `Question: ${event.data.question}`,
        points: openingPoints(event.data, formats),
      };
    case 'round.started':
      return null;
    case 'turn.started': {
      const { turn, attempt, model } = event.data;
      return {
        kind: 'progress',
        title: `${nameOf(turn)} started (${model}${attempt > 1 ? `, attempt ${attempt}` : ''})`,
      };
    }
    case 'turn.superseded':
      return { kind: 'notice', title: `${nameOf(event.data.turn)} was interrupted; the turn runs again` };
    case 'turn.completed': {
      const { turn, text, outcome } = event.data;
      return {
        kind: 'speech',
        title: nameOf(turn),
        text: replacePeerLabels(extractProse(text), peers, createNameLookup(settings?.panel ?? [])),
        points: outcomePoints(outcome, settings, formats),
      };
    }
    case 'turn.failed': {
      const { turn, attempt, reason, message, final } = event.data;
      const consequence = final ? 'is left out' : 'is retried';
      return {
        kind: 'notice',
        title: `${nameOf(turn)} ${describeFailureReason(reason)} in attempt ${attempt} and ${consequence}: ${message}`,
      };
    }
    case 'agreement.measured': {
      const { round, score, stop } = event.data;
      const after = round === 0 ? 'the blind answers' : `round ${round}`;
      const end = stop ? `. ${stopReasonLabel(stop)}.` : '';
      const summary = `Agreement after ${after}: ${formatAgreement(score, formats)} (${agreementNote})`;
      return { kind: 'notice', title: `${summary}${end}` };
    }
    case 'note.added':
      return { kind: 'notice', title: `Note from ${event.data.by}: ${event.data.text}` };
    case 'debate.paused':
      return { kind: 'notice', title: `Paused by ${event.data.by}` };
    case 'debate.resumed':
      return { kind: 'notice', title: `Resumed by ${event.data.by}` };
    case 'debate.escalated':
      return { kind: 'notice', title: escalationLabel(event.data.reason) };
    case 'approval.requested':
      return { kind: 'notice', title: 'Waits for approval before it decides' };
    case 'decision.approved':
      return { kind: 'notice', title: `Decision approved by ${event.data.by}` };
    case 'debate.extended':
      return { kind: 'notice', title: describeExtension(event.data, formats) };
    case 'budget.noticed':
      return { kind: 'notice', title: `${formats.percent(event.data.share)} of the budget is spent` };
    case 'debate.decided':
      return { kind: 'progress', title: 'Decided' };
    case 'debate.failed':
      return { kind: 'progress', title: `Failed: ${event.data.message}` };
    case 'debate.cancelled':
      return { kind: 'progress', title: `Cancelled by ${event.data.by}` };
    default:
      return assertNever(event);
  }
}

function describeExtension(
  { by, deadlineAt, budget }: Extract<Envelope, { type: 'debate.extended' }>['data'],
  formats: Formats,
): string {
  const limits = [
    ...(deadlineAt === undefined ? [] : [`until ${formats.minute(deadlineAt)}`]),
    ...(budget?.usd === undefined ? [] : [`a budget of ${formats.usd(budget.usd)}`]),
    ...(budget?.tokens === undefined ? [] : [`a budget of ${formats.count(budget.tokens)} tokens`]),
  ];
  return `Extended by ${by}: ${limits.join(', ')}`;
}
