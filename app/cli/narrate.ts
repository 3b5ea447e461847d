import { inWords } from '../debate/degraded.ts';
import { assertNever, type Outcome, type Seat, type Settings } from '../debate/events.ts';
import type { Envelope } from '../debate/frames.ts';
import { type PeerLabel, withNames } from '../debate/labels.ts';
import { prose } from '../debate/speech.ts';
import type { DebateView } from '../debate/view.ts';
import { nameIn, percent, phaseName, plural, roleName, stopReason } from '../debate/words.ts';
import { printableAll } from './text.ts';

/** A piece of the story of a debate. Text is printable. */
export interface Passage {
  /** `step`: a phase begins. `speech`: a turn's text. `notice`: worth a line. `progress`: only worth one in a log. */
  readonly kind: 'step' | 'speech' | 'notice' | 'progress';
  readonly at: string;
  readonly title: string;
  /** Markdown, or ''. */
  readonly text: string;
  /** What the turn came to, in short lines. */
  readonly points: readonly string[];
}

/** Tells stored events as passages; `view` has the event in it. An event that says nothing new is no passage. */
export function createNarrator(): (event: Envelope, view: DebateView) => Passage[] {
  let step = '';
  return (given, view) => {
    const event = printableAll(given);
    const { turn } = 'turn' in given.data ? given.data : { turn: null };
    const shown = view.turns.find((candidate) => candidate.turn === turn);
    const told = passageOf(event, printableAll(view.settings), printableAll(shown?.peers ?? []));
    const passages = told ? [told] : [];
    const now = event.type === 'turn.started' && shown ? phaseName(shown.phase, shown.round) : step;
    if (now === step) return passages;
    step = now;
    return [{ kind: 'step', at: event.at, title: now, text: '', points: [] }, ...passages];
  };
}

type Told = Omit<Passage, 'at' | 'text' | 'points'> & Partial<Pick<Passage, 'text' | 'points'>>;

function passageOf(event: Envelope, settings: Settings | null, peers: readonly PeerLabel[]): Passage | null {
  const told = tell(event, settings, peers);
  return told && { at: event.at, text: '', points: [], ...told };
}

function tell(event: Envelope, settings: Settings | null, peers: readonly PeerLabel[]): Told | null {
  const who = (turn: string) => speaker(turn, settings);
  switch (event.type) {
    case 'debate.created':
      return { kind: 'notice', title: `Question: ${event.data.question}`, points: opening(event.data) };
    case 'round.started':
      return null;
    case 'turn.started': {
      const { turn, attempt, model } = event.data;
      return {
        kind: 'progress',
        title: `${who(turn)} speaks (${model}${attempt > 1 ? `, attempt ${attempt}` : ''})`,
      };
    }
    case 'turn.superseded':
      return { kind: 'notice', title: `${who(event.data.turn)} was interrupted; the turn runs again` };
    case 'turn.completed': {
      const { turn, text, outcome } = event.data;
      return {
        kind: 'speech',
        title: who(turn),
        text: withNames(prose(text), peers, nameIn(settings?.panel ?? [])),
        points: outcomePoints(outcome, settings),
      };
    }
    case 'turn.failed': {
      const { turn, attempt, reason, message, final } = event.data;
      const then = final ? 'is left out' : 'tries again';
      return {
        kind: 'notice',
        title: `${who(turn)} ${inWords(reason)} in attempt ${attempt} and ${then}: ${message}`,
      };
    }
    case 'agreement.measured': {
      const { round, score, stop } = event.data;
      const after = round === 0 ? 'the blind answers' : `round ${round}`;
      const end = stop ? `. ${stopReason(stop)}.` : '';
      const said = `Agreement after ${after}: ${percent(score)} (agreement, not correctness)`;
      return { kind: 'notice', title: `${said}${end}` };
    }
    case 'note.added':
      return { kind: 'notice', title: `Note from ${event.data.by}: ${event.data.text}` };
    case 'debate.paused':
      return { kind: 'notice', title: `Paused by ${event.data.by}` };
    case 'debate.resumed':
      return { kind: 'notice', title: `Resumed by ${event.data.by}` };
    case 'budget.noticed':
      return { kind: 'notice', title: `${percent(event.data.share)} of the budget is spent` };
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

export const seatName = ({ name, role }: Pick<Seat, 'name' | 'role'>): string =>
  role === 'judge' ? name : `${name} (${roleName(role)})`;

/** `Ada (Advocate)` for `r1.critique.a1`. */
function speaker(turn: string, settings: Settings | null): string {
  const id = turn.split('.').at(-1) ?? turn;
  const seat = settings && [...settings.panel, settings.judge].find((candidate) => candidate.id === id);
  return seat ? seatName(seat) : id;
}

function opening({ preset, panel, judge, rounds, options, evidence }: Settings): string[] {
  const voices = options ? panel : [...panel, judge];
  return [
    ...(options ?? []).map((option) => `Option: ${option}`),
    ...evidence.map(({ id, name, characters }) => `${id}: ${name} (${plural(characters, 'character')})`),
    `Form: ${preset}, at most ${plural(rounds, 'round')} of critique`,
    ...voices.map((seat) => `${seatName(seat)}: ${seat.model}`),
  ];
}

function outcomePoints(outcome: Outcome, settings: Settings | null): string[] {
  switch (outcome.phase) {
    case 'propose':
    case 'revise': {
      const { claim, choice, confidence, changed, changedBecause } = outcome.position;
      const held = `${choice === undefined ? '' : `${choice}: `}${claim} (${percent(confidence)} sure)`;
      return [
        `${changed ? 'New position' : 'Position'}: ${held}`,
        ...(changedBecause === undefined ? [] : [`Changed because: ${changedBecause}`]),
      ];
    }
    case 'critique':
      return outcome.stances.map(
        ({ agent, agrees, point }) =>
          `${agrees ? 'Agrees' : 'Disagrees'} with ${speaker(agent, settings)}: ${point}`,
      );
    case 'decide':
      return [];
    default:
      return assertNever(outcome);
  }
}
