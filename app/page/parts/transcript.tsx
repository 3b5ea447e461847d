import { useState } from 'preact/hooks';
import type { Seat } from '../../debate/events.ts';
import type { DebateView } from '../../debate/view.ts';
import { nameIn, phaseName } from '../../debate/words.ts';
import { type Step, stepsOf, turnsOf } from '../steps.ts';
import { phaseSays } from '../words.ts';
import { SeatName } from './seat-name.tsx';
import { TurnCard } from './turn-card.tsx';

/** All turns: a band per phase, in it a column per agent. On a narrow screen one agent at a time, chosen by its tab. */
export function Transcript({ view }: { view: DebateView }) {
  const panel = view.settings?.panel ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? panel[0]?.id;
  const steps = stepsOf(view).filter((step) => turnsOf(view, step).length > 0);
  return (
    <section class="transcript" aria-label="Turns">
      <AgentTabs panel={panel} view={view} shown={shown} onShow={setChosen} />
      <div class="columns-scroll">
        {steps.map((step) => (
          <Band key={`${step.phase}${step.round}`} view={view} step={step} shown={shown} />
        ))}
      </div>
    </section>
  );
}

function Band({ view, step, shown }: { view: DebateView; step: Step; shown: string | undefined }) {
  const { settings } = view;
  if (!settings) return null;
  const seats: readonly Seat[] = step.phase === 'decide' ? [settings.judge] : settings.panel;
  const turns = turnsOf(view, step);
  const nameOf = nameIn(settings.panel);
  return (
    <section class="band" aria-label={phaseName(step.phase, step.round)}>
      <h2 class="band-title">
        {phaseName(step.phase, step.round)} <span class="caption">{phaseSays(step.phase)}</span>
      </h2>
      <div class="columns" style={{ '--seats': String(seats.length) }}>
        {seats.map((seat) => {
          const turn = turns.find(({ agent }) => agent === seat.id);
          const isShown = seat.id === shown || step.phase === 'decide';
          if (!turn) return <div key={seat.id} class="turn absent" />;
          return <TurnCard key={seat.id} turn={turn} seat={seat} nameOf={nameOf} shown={isShown} />;
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
  const speaks = (agent: string) =>
    view.turns.some((turn) => turn.agent === agent && turn.status === 'speaking');
  return (
    <fieldset class="agent-tabs">
      <legend class="hidden-text">Show the turns of</legend>
      {panel.map((seat) => (
        <button key={seat.id} type="button" aria-pressed={seat.id === shown} onClick={() => onShow(seat.id)}>
          <SeatName seat={seat} />
          {speaks(seat.id) && (
            <span class="live-dot">
              <span class="hidden-text">speaking</span>
            </span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
