import {
  assertNever,
  type TurnOutcome as Outcome,
  type Position,
  type Stance,
} from '../../../debate/core/events.ts';
import { formatEstimate } from '../../../debate/questions/pool-numbers.ts';
import { formats } from '../../formats.ts';
import { Citations } from '../citations.tsx';
import { ClaimDiff } from './claim-diff.tsx';

interface Props {
  readonly outcome: Outcome;
  readonly nameOf: (agent: string) => string;
  /** The claim that the agent held before; null: none. */
  readonly claimBefore: string | null;
}

/** The parsed outcome of a turn. The decision of the judge is shown with the verdict instead. */
export function TurnOutcome({ outcome, nameOf, claimBefore }: Props) {
  switch (outcome.phase) {
    case 'propose':
      return <PositionView position={outcome.position} claimBefore={null} />;
    case 'critique':
      return <Stances stances={outcome.stances} nameOf={nameOf} />;
    case 'revise':
      return (
        <>
          <PositionView position={outcome.position} claimBefore={claimBefore} />
          <Stances stances={outcome.stances} nameOf={nameOf} />
        </>
      );
    case 'decide':
      return null;
    default:
      return assertNever(outcome);
  }
}

function PositionView({ position, claimBefore }: { position: Position; claimBefore: string | null }) {
  const { claim, choice, estimate, confidence, changed, changedBecause, citations } = position;
  return (
    <div class="position">
      <p class="label">
        Position
        <span class="confidence">own confidence {formats.percent(confidence)}</span>
      </p>
      {choice !== undefined && <p class="choice">{choice}</p>}
      {estimate && <p class="choice">{formatEstimate(estimate)}</p>}
      <p class="claim">{claim}</p>
      {claimBefore !== null && claimBefore !== claim && <ClaimDiff before={claimBefore} after={claim} />}
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
