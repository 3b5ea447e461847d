import { useMemo } from 'preact/hooks';
import { assertNever, type Seat } from '../../../debate/core/events.ts';
import { extractProse } from '../../../debate/prompting/prose.ts';
import { describeFailureReason, formatDuration, phaseLabel } from '../../../debate/views/labels.ts';
import { replacePeerLabels } from '../../../debate/views/peer-labels.ts';
import type { TurnView } from '../../../debate/views/turn.ts';
import { formats } from '../../formats.ts';
import { Markdown } from '../markdown.tsx';
import { SeatName } from '../seat-name.tsx';
import { TurnOutcome } from './turn-outcome.tsx';

interface Props {
  readonly turn: TurnView;
  readonly seat: Seat;
  readonly nameOf: (agent: string) => string;
  /** The claim that the agent held before; null: none. */
  readonly claimBefore: string | null;
  /** A narrow screen hides the turns of all other agents. */
  readonly shown: boolean;
}

/** Memoized, so that unchanged turns are not rendered again. */
export function TurnCard({ turn, seat, nameOf, claimBefore, shown }: Props) {
  return useMemo(
    () => <TurnCardContent turn={turn} seat={seat} nameOf={nameOf} claimBefore={claimBefore} shown={shown} />,
    [turn, seat, claimBefore, shown],
  );
}

function TurnCardContent({ turn, seat, nameOf, claimBefore, shown }: Props) {
  const renderText = (text: string) => replacePeerLabels(extractProse(text), turn.peers, nameOf);
  const shownText = renderText(turn.text);
  const label = `${seat.name}, ${phaseLabel(turn.phase, turn.round)}`;
  return (
    <article
      id={turn.turn}
      class={`turn role-${seat.role} seat-${seat.id} is-${turn.status} ${shown ? 'is-shown' : ''}`}
      aria-label={label}
    >
      <header class="turn-head">
        <SeatName seat={seat} />
        <TurnStatus turn={turn} />
      </header>
      {turn.earlierAttempts.map(({ attempt, text, endReason }) => (
        <EarlierAttempt key={attempt} attempt={attempt} text={renderText(text)} reason={endReason} />
      ))}
      {shownText !== '' && (
        <div class="turn-text">
          <Markdown text={shownText} growing={turn.status === 'speaking'} />
        </div>
      )}
      {turn.failure && <TurnFailure turn={turn} />}
      {turn.outcome && <TurnOutcome outcome={turn.outcome} nameOf={nameOf} claimBefore={claimBefore} />}
      {turn.repairs && <p class="muted">Repaired in the reply: {turn.repairs.join(', ')}.</p>}
    </article>
  );
}

function TurnStatus({ turn }: { turn: TurnView }) {
  switch (turn.status) {
    case 'speaking':
      return <span class="turn-status live">{turn.text === '' ? 'thinking' : 'speaking'}</span>;
    case 'retrying':
      return <span class="turn-status">retrying</span>;
    case 'completed':
      return <span class="turn-status">{turnCost(turn)}</span>;
    case 'failed':
      return <span class="turn-status is-failed">left out</span>;
    case 'interrupted':
      return <span class="turn-status">stopped</span>;
    default:
      return assertNever(turn.status);
  }
}

/** `0:12 · 840 tokens · $0.0042`. */
function turnCost({ startedAt, endedAt, usage, costUsd }: TurnView): string {
  const duration = endedAt ? formatDuration(Date.parse(endedAt) - Date.parse(startedAt)) : '';
  const tokens = usage ? `${formats.count(usage.inputTokens + usage.outputTokens)} tokens` : '';
  const price = costUsd === null ? 'unpriced' : formats.usd(costUsd);
  return [duration, tokens, price].filter(Boolean).join(' · ');
}

function EarlierAttempt({ attempt, text, reason }: { attempt: number; text: string; reason: string }) {
  return (
    <details class="earlier-attempt">
      <summary>
        Attempt {attempt}: {reason}
      </summary>
      {text === '' ? <p>No text yet.</p> : <Markdown text={text} />}
    </details>
  );
}

function TurnFailure({ turn }: { turn: TurnView }) {
  if (!turn.failure) return null;
  const { reason, message } = turn.failure;
  return (
    <p class="failure">
      <strong>This attempt {describeFailureReason(reason)}.</strong> {message}
    </p>
  );
}
