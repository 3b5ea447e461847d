import { useRef, useState } from 'preact/hooks';
import type { Seat } from '../../../debate/core/events.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { judgingSeats } from '../../../debate/views/judging-seats.ts';
import { createNameLookup, phaseLabel } from '../../../debate/views/labels.ts';
import { phaseDescription } from '../../lib/format.ts';
import { previousClaim } from '../../lib/previous-claim.ts';
import { type DebateStep, debateSteps, turnsOfStep } from '../../lib/steps.ts';
import { SeatName } from '../seat-name.tsx';
import { TurnCard } from './turn-card.tsx';

/** A section per phase with a column per agent. A narrow screen shows the agent of the selected tab. */
export function Transcript({ view }: { view: DebateView }) {
  const panel = view.settings?.panel ?? [];
  const [selected, setSelected] = useState<string | null>(null);
  const shownAgent = selected ?? panel[0]?.id;
  const columns = useRef<HTMLDivElement>(null);
  const move = (direction: 1 | -1) => {
    const width = columns.current?.querySelector('.turn')?.clientWidth ?? 0;
    columns.current?.scrollBy({ left: direction * width });
  };
  const steps = debateSteps(view).filter((step) => turnsOfStep(view, step).length > 0);
  return (
    <section class="transcript" aria-label="Turns">
      <AgentTabs panel={panel} view={view} shown={shownAgent} onShow={setSelected} />
      {panel.length > columnsFit && <ColumnButtons onMove={move} />}
      <div ref={columns} class="columns-scroll" tabIndex={panel.length > columnsFit ? 0 : undefined}>
        {steps.map((step) => (
          <PhaseSection key={`${step.phase}${step.round}`} view={view} step={step} shown={shownAgent} />
        ))}
      </div>
    </section>
  );
}

/** More columns than this scroll sideways. */
const columnsFit = 3;

const ColumnButtons = ({ onMove }: { onMove: (direction: 1 | -1) => void }) => (
  <div class="column-buttons">
    <button type="button" aria-label="Agents to the left" onClick={() => onMove(-1)}>
      ←
    </button>
    <button type="button" aria-label="Agents to the right" onClick={() => onMove(1)}>
      →
    </button>
  </div>
);

function PhaseSection({
  view,
  step,
  shown,
}: {
  view: DebateView;
  step: DebateStep;
  shown: string | undefined;
}) {
  const { settings } = view;
  if (!settings) return null;
  const seats: readonly Seat[] = step.phase === 'decide' ? judgingSeats(view) : settings.panel;
  const turns = turnsOfStep(view, step);
  const nameOf = createNameLookup(settings.panel);
  return (
    <section class="phase" aria-label={phaseLabel(step.phase, step.round)}>
      <h2 class="phase-title">
        {phaseLabel(step.phase, step.round)} <span class="caption">{phaseDescription(step.phase)}</span>
      </h2>
      <div class="columns" style={{ '--seats': String(seats.length) }}>
        {seats.map((seat) => {
          const turn = turns.find(({ agent }) => agent === seat.id);
          const isShown = seat.id === shown || step.phase === 'decide';
          if (!turn) return <div key={seat.id} class="turn is-absent" />;
          return (
            <TurnCard
              key={seat.id}
              turn={turn}
              seat={seat}
              nameOf={nameOf}
              claimBefore={previousClaim(view.turns, turn)}
              shown={isShown}
            />
          );
        })}
      </div>
    </section>
  );
}

interface TabsProps {
  readonly panel: readonly Seat[];
  readonly view: DebateView;
  readonly shown: string | undefined;
  readonly onShow: (agent: string) => void;
}

function AgentTabs({ panel, view, shown, onShow }: TabsProps) {
  const isSpeaking = (agent: string) =>
    view.turns.some((turn) => turn.agent === agent && turn.status === 'speaking');
  return (
    <fieldset class="agent-tabs">
      <legend class="visually-hidden">Show the turns of</legend>
      {panel.map((seat) => (
        <button key={seat.id} type="button" aria-pressed={seat.id === shown} onClick={() => onShow(seat.id)}>
          <SeatName seat={seat} />
          {isSpeaking(seat.id) && (
            <span class="live-dot">
              <span class="visually-hidden">speaking</span>
            </span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
