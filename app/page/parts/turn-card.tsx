import { useMemo } from 'preact/hooks';
import { inWords } from '../../debate/degraded.ts';
import { assertNever, type Seat } from '../../debate/events.ts';
import { withNames } from '../../debate/labels.ts';
import { prose } from '../../debate/speech.ts';
import type { TurnView } from '../../debate/turn-view.ts';
import { clock, count, money, phaseName } from '../../debate/words.ts';
import { Markdown } from '../markdown.tsx';
import { OutcomeView } from './outcome.tsx';
import { SeatName } from './seat-name.tsx';

interface Props {
  readonly turn: TurnView;
  readonly seat: Seat;
  readonly nameOf: (agent: string) => string;
  /** On a narrow screen only the shown agent's turns are there. */
  readonly shown: boolean;
}

/** One turn: who speaks, what it has said, and what the engine read out of it. Unchanged turns are not redrawn. */
export function TurnCard({ turn, seat, nameOf, shown }: Props) {
  return useMemo(() => <Card turn={turn} seat={seat} nameOf={nameOf} shown={shown} />, [turn, seat, shown]);
}

function Card({ turn, seat, nameOf, shown }: Props) {
  const read = (text: string) => withNames(prose(text), turn.peers, nameOf);
  const said = read(turn.text);
  const label = `${seat.name}, ${phaseName(turn.phase, turn.round)}`;
  return (
    <article
      id={turn.turn}
      class={`turn role-${seat.role} is-${turn.status} ${shown ? 'is-shown' : ''}`}
      aria-label={label}
    >
      <header class="turn-head">
        <SeatName seat={seat} />
        <TurnStatus turn={turn} />
      </header>
      {turn.earlier.map(({ attempt, text, why }) => (
        <Earlier key={attempt} attempt={attempt} said={read(text)} why={why} />
      ))}
      {said !== '' && (
        <div class="said">
          <Markdown text={said} growing={turn.status === 'speaking'} />
        </div>
      )}
      {turn.failure && <Failure turn={turn} />}
      {turn.outcome && <OutcomeView outcome={turn.outcome} nameOf={nameOf} />}
    </article>
  );
}

function TurnStatus({ turn }: { turn: TurnView }) {
  switch (turn.status) {
    case 'speaking':
      return <span class="turn-status live">{turn.text === '' ? 'thinking' : 'speaking'}</span>;
    case 'retrying':
      return <span class="turn-status">trying again</span>;
    case 'completed':
      return <span class="turn-status">{costOf(turn)}</span>;
    case 'failed':
      return <span class="turn-status bad">left out</span>;
    case 'interrupted':
      return <span class="turn-status">stopped</span>;
    default:
      return assertNever(turn.status);
  }
}

/** `0:12 · 840 tokens · $0.0042`. */
function costOf({ startedAt, endedAt, usage, costUsd }: TurnView): string {
  const took = endedAt ? clock(Date.parse(endedAt) - Date.parse(startedAt)) : '';
  const tokens = usage ? `${count(usage.inputTokens + usage.outputTokens)} tokens` : '';
  const price = costUsd === null ? 'unpriced' : money(costUsd);
  return [took, tokens, price].filter(Boolean).join(' · ');
}

function Earlier({ attempt, said, why }: { attempt: number; said: string; why: string }) {
  return (
    <details class="earlier">
      <summary>
        Attempt {attempt}: {why}
      </summary>
      {said === '' ? <p>It had said nothing yet.</p> : <Markdown text={said} />}
    </details>
  );
}

function Failure({ turn }: { turn: TurnView }) {
  if (!turn.failure) return null;
  const { reason, message } = turn.failure;
  return (
    <p class="failure">
      <strong>This attempt {inWords(reason)}.</strong> {message}
    </p>
  );
}
