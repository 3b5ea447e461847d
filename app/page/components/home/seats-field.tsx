import type { AgentsResponse } from '../../../debate/views/agents-response.ts';
import { panelRoles, roleLabel } from '../../../debate/views/labels.ts';
import type { DraftSeat } from '../../lib/draft.ts';
import { firstOfEachFamily, listModels } from '../../lib/models.ts';
import { ModelField } from './model-field.tsx';

interface Props {
  readonly agents: AgentsResponse;
  readonly seats: readonly DraftSeat[];
  readonly judge: string;
  readonly onSeats: (seats: readonly DraftSeat[]) => void;
  readonly onJudge: (model: string) => void;
}

/** The seats of the panel with their models: an available one, or any name typed in. */
export function SeatsField({ agents, seats, judge, onSeats, onJudge }: Props) {
  const models = listModels(agents);
  const families = firstOfEachFamily(models);
  return (
    <fieldset class="seats-field">
      <legend>Panel</legend>
      {seats.map((seat, index) => (
        <div key={index} class="seat-row">
          <select
            aria-label={`Role of seat ${index + 1}`}
            value={seat.role}
            onChange={(event) => {
              const role = panelRoles[event.currentTarget.selectedIndex] ?? seat.role;
              onSeats(seats.with(index, { ...seat, role }));
            }}
          >
            {panelRoles.map((role) => (
              <option key={role} value={role}>
                {roleLabel(role)}
              </option>
            ))}
          </select>
          <ModelField
            models={models}
            label={`Model of seat ${index + 1}`}
            placeholder={agents.defaultModel}
            value={seat.model}
            onChange={(model) => onSeats(seats.with(index, { ...seat, model }))}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove seat ${index + 1}`}
            disabled={seats.length <= 2}
            onClick={() => onSeats(seats.toSpliced(index, 1))}
          >
            ✕
          </button>
        </div>
      ))}
      <div class="seat-row">
        <span class="judge-label">Judge</span>
        <ModelField
          models={models}
          label="Model of the judge"
          placeholder={agents.defaultModel}
          value={judge}
          onChange={onJudge}
        />
      </div>
      {seats.length < agents.limits.panelMax && (
        <button type="button" class="link" onClick={() => onSeats([...seats, { role: 'member', model: '' }])}>
          + Add seat
        </button>
      )}
      {families.length > 1 && (
        <button
          type="button"
          class="link"
          onClick={() =>
            onSeats(seats.map((seat, index) => ({ ...seat, model: families[index % families.length] ?? '' })))
          }
        >
          Use different families
        </button>
      )}
    </fieldset>
  );
}
