import type { PresetName } from '../../../debate/core/events.ts';
import { pluralize } from '../../../debate/views/labels.ts';
import type { AgentsResponse } from '../../../debate/views/responses.ts';

interface Props {
  readonly agents: AgentsResponse;
  readonly preset: PresetName;
  readonly onChange: (preset: PresetName) => void;
}

/** The forms that a debate can have, with what each does and costs in calls. */
export function PresetCards({ agents, preset, onChange }: Props) {
  return (
    <fieldset class="presets">
      <legend>Form</legend>
      {agents.presets.map(({ name, description, roles, rounds }) => (
        <label key={name} class={name === preset ? 'preset is-chosen' : 'preset'}>
          <input
            type="radio"
            name="preset"
            value={name}
            checked={name === preset}
            onChange={() => onChange(name)}
          />
          <span class="preset-name">{name}</span>
          <span class="preset-says">{description}.</span>
          <span class="quiet">
            {pluralize(roles.length, 'agent')} · at most {callsMax(roles.length, rounds)} calls
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A blind answer each, a critique and a revision each in every round, and the judge. */
const callsMax = (seats: number, rounds: number): number => seats + 2 * seats * rounds + 1;
