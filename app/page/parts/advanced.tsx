import type { AgentsResource } from '../../debate/resources.ts';
import { type Draft, seatsOf } from '../draft.ts';
import type { Objections } from '../use-start.ts';
import { Problem } from './problem.tsx';
import { SeatsField } from './seats-field.tsx';

interface Props {
  readonly agents: AgentsResource;
  readonly draft: Draft;
  readonly objections: Objections['at'];
  readonly onChange: (members: Partial<Draft>) => void;
}

/** What few debates need to set. It opens by itself when the server objects to something in it. */
export function Advanced({ agents, draft, objections, onChange }: Props) {
  const { panel, judge, rounds, deadlineSeconds, budget } = objections;
  const preset = agents.presets.find(({ name }) => name === draft.preset);
  const faults = [panel, judge, rounds, deadlineSeconds, budget].some(Boolean);
  return (
    <details class="advanced" open={faults}>
      <summary>Advanced: rounds, limits, models</summary>
      <div class="number-fields">
        <NumberField
          label="Rounds"
          says={`${preset?.rounds ?? 0} unless set, 0 to ${agents.limits.roundsMax}`}
          max={agents.limits.roundsMax}
          value={draft.rounds}
          onChange={(typed) => onChange({ rounds: typed })}
        />
        <NumberField
          label="Deadline"
          says="minutes"
          value={draft.deadlineMinutes}
          onChange={(typed) => onChange({ deadlineMinutes: typed })}
        />
        <NumberField
          label="Budget"
          says="US dollars"
          value={draft.budgetUsd}
          onChange={(typed) => onChange({ budgetUsd: typed })}
        />
        <NumberField
          label="Token cap"
          says="tokens, all agents together"
          value={draft.budgetTokens}
          onChange={(typed) => onChange({ budgetTokens: typed })}
        />
      </div>
      {[rounds, deadlineSeconds, budget].map((says) => (
        <Problem key={says} says={says} />
      ))}
      <SeatsField
        agents={agents}
        seats={seatsOf(draft, agents.presets)}
        judge={draft.judge}
        onSeats={(seats) => onChange({ panel: seats })}
        onJudge={(model) => onChange({ judge: model })}
      />
      <Problem says={panel} />
      <Problem says={judge} />
    </details>
  );
}

interface NumberProps {
  readonly label: string;
  readonly says: string;
  readonly max?: number;
  readonly value: string;
  readonly onChange: (typed: string) => void;
}

function NumberField({ label, says, max, value, onChange }: NumberProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        min={0}
        max={max}
        step="any"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <span class="quiet">{says}</span>
    </label>
  );
}
