import type { PresetName } from '../../../debate/core/events.ts';
import type { AgentsResponse } from '../../../debate/views/agents-response.ts';
import { pluralize } from '../../../debate/views/labels.ts';
import { formats } from '../../formats.ts';
import type { Estimates } from '../../hooks/use-estimates.ts';
import { typicalLabel } from '../../lib/format.ts';

interface Props {
  readonly agents: AgentsResponse;
  readonly preset: PresetName;
  readonly estimates: Estimates;
  readonly onChange: (preset: PresetName) => void;
}

/** Each with what the draft would typically cost with it. */
export function PresetCards({ agents, preset, estimates, onChange }: Props) {
  const costOf = (name: PresetName) => {
    const estimate = estimates[name];
    return estimate && <span class="muted">{typicalLabel(estimate, formats)}</span>;
  };
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
          {costOf(name)}
        </label>
      ))}
    </fieldset>
  );
}
