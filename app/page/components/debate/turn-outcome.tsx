import {
  assertNever,
  type TurnOutcome as Outcome,
  type Position,
  type Stance,
} from '../../../debate/core/events.ts';
import { formatPercent } from '../../../debate/views/labels.ts';
import { Citations } from '../citations.tsx';

/** The parsed outcome of a turn. The decision of the judge is shown with the verdict instead. */
export function TurnOutcome({ outcome, nameOf }: { outcome: Outcome; nameOf: (agent: string) => string }) {
  switch (outcome.phase) {
    case 'propose':
      return <PositionView position={outcome.position} />;
    case 'critique':
      return <Stances stances={outcome.stances} nameOf={nameOf} />;
    case 'revise':
      return (
        <>
          <PositionView position={outcome.position} />
          <Stances stances={outcome.stances} nameOf={nameOf} />
        </>
      );
    case 'decide':
      return null;
    default:
      return assertNever(outcome);
  }
}

function PositionView({ position }: { position: Position }) {
  const { claim, choice, confidence, changed, changedBecause, citations } = position;
  return (
    <div class="position">
      <p class="label">
        Position
        <span class="confidence">own confidence {formatPercent(confidence)}</span>
      </p>
      {choice !== undefined && <p class="choice">{choice}</p>}
      <p class="claim">{claim}</p>
      {changed && (
        <p class="position-change">
          <span class="badge changed">says it changed</span> because {changedBecause ?? '(no reason given)'}
        </p>
      )}
      <Citations citations={citations} />
    </div>
  );
}

function Stances({ stances, nameOf }: { stances: readonly Stance[]; nameOf: (agent: string) => string }) {
  if (stances.length === 0) return null;
  return (
    <ul class="stances" aria-label="Stances on the other positions">
      {stances.map(({ agent, agrees, point, except }) => (
        <li key={agent}>
          <span class={agrees ? 'badge agrees' : 'badge disagrees'}>
            {agrees ? '✓ agrees' : '✗ disagrees'} with {nameOf(agent)}
            {except !== undefined && ', with an exception'}
          </span>{' '}
          {point}
        </li>
      ))}
    </ul>
  );
}
