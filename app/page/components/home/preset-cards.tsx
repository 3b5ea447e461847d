import type { PresetName } from '../../../debate/core/events.ts';
import type { AgentsResponse } from '../../../debate/views/agents-response.ts';
import { pluralize } from '../../../debate/views/labels.ts';

interface Props {
  readonly agents: AgentsResponse;
  readonly preset: PresetName;
  readonly onChange: (preset: PresetName) => void;
}

export function PresetCards({ agents, preset, onChange }: Props) {
  return (
    <fieldset class="presets">
      <legend>Preset</legend>
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
          <span class="preset-description">{description}.</span>
          <span class="muted">
            {pluralize(roles.length, 'agent')} · at most {pluralize(rounds, 'round')}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
