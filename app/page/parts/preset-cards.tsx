import type { PresetName } from '../../debate/events.ts';
import type { AgentsResource } from '../../debate/resources.ts';
import { plural } from '../../debate/words.ts';

interface Props {
  readonly agents: AgentsResource;
  readonly preset: PresetName;
  readonly onChange: (preset: PresetName) => void;
}

/** The forms that a debate can have, with what each does and costs in calls. */
export function PresetCards({ agents, preset, onChange }: Props) {
  return (
    <fieldset class="presets">
      <legend>Form</legend>
      {agents.presets.map(({ name, says, roles, rounds }) => (
        <label key={name} class={name === preset ? 'preset is-chosen' : 'preset'}>
          <input
            type="radio"
            name="preset"
            value={name}
            checked={name === preset}
            onChange={() => onChange(name)}
          />
          <span class="preset-name">{name}</span>
          <span class="preset-says">{says}.</span>
          <span class="quiet">
            {plural(roles.length, 'agent')} · at most {callsMax(roles.length, rounds)} calls
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A blind answer each, a critique and a revision each in every round, and the judge. */
const callsMax = (seats: number, rounds: number): number => seats + 2 * seats * rounds + 1;
