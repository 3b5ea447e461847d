import { efforts } from '../../../debate/core/settings.ts';
import type { AgentsResponse } from '../../../debate/views/agents-response.ts';
import type { EstimateResponse } from '../../../debate/views/responses.ts';
import type { FormErrors } from '../../hooks/use-start-debate.ts';
import { type Draft, draftSeats } from '../../lib/draft.ts';
import { InlineError } from '../inline-error.tsx';
import { SeatsField } from './seats-field.tsx';

interface Props {
  readonly agents: AgentsResponse;
  readonly draft: Draft;
  readonly errors: FormErrors['fields'];
  readonly estimate: EstimateResponse | null;
  readonly onChange: (members: Partial<Draft>) => void;
}

/** Opens by itself when the server rejects one of its fields. */
export function AdvancedOptions({ agents, draft, errors, estimate, onChange }: Props) {
  const { panel, judge, rounds, deadlineSeconds, budget } = errors;
  const preset = agents.presets.find(({ name }) => name === draft.preset);
  const hasErrors = [panel, judge, rounds, deadlineSeconds, budget].some(Boolean);
  return (
    <details class="advanced" open={hasErrors}>
      <summary>Advanced: rounds, limits, models</summary>
      <div class="number-fields">
        <NumberField
          label="Rounds"
          hint={`0 to ${agents.limits.roundsMax}`}
          placeholder={String(preset?.rounds ?? '')}
          max={agents.limits.roundsMax}
          value={draft.rounds}
          onChange={(text) => onChange({ rounds: text })}
        />
        <NumberField
          label="Deadline"
          hint="minutes"
          placeholder={estimate ? String(Math.round(estimate.deadlineSeconds / 60)) : 'default'}
          value={draft.deadlineMinutes}
          onChange={(text) => onChange({ deadlineMinutes: text })}
        />
        <NumberField
          label="Budget"
          hint="US dollars"
          placeholder="no limit"
          value={draft.budgetUsd}
          onChange={(text) => onChange({ budgetUsd: text })}
        />
        <NumberField
          label="Token limit"
          hint="tokens of all agents"
          placeholder="no limit"
          value={draft.budgetTokens}
          onChange={(text) => onChange({ budgetTokens: text })}
        />
        <label class="field">
          <span>Effort</span>
          <select
            value={draft.effort}
            onChange={(event) => onChange({ effort: efforts[event.currentTarget.selectedIndex - 1] ?? '' })}
          >
            <option value="">default</option>
            {efforts.map((effort) => (
              <option key={effort} value={effort}>
                {effort}
              </option>
            ))}
          </select>
          <span class="muted">of thinking models</span>
        </label>
      </div>
      {[rounds, deadlineSeconds, budget].map((message) => (
        <InlineError key={message} message={message} />
      ))}
      <SeatsField
        agents={agents}
        seats={draftSeats(draft, agents.presets)}
        judge={draft.judge}
        onSeats={(seats) => onChange({ panel: seats })}
        onJudge={(model) => onChange({ judge: model })}
      />
      <InlineError message={panel} />
      <InlineError message={judge} />
    </details>
  );
}

interface NumberProps {
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
  readonly max?: number;
  readonly value: string;
  readonly onChange: (typed: string) => void;
}

function NumberField({ label, hint, placeholder, max, value, onChange }: NumberProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        min={0}
        max={max}
        step="any"
        placeholder={placeholder}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <span class="muted">{hint}</span>
    </label>
  );
}
