import { useEffect, useRef } from 'preact/hooks';
import type { DraftNumber } from '../../lib/draft.ts';

interface Props {
  readonly number: DraftNumber;
  /** null: the question has no number as its answer after all. */
  readonly onChange: (number: DraftNumber | null) => void;
}

/** The unit of a question whose answer is a number. */
export function NumberField({ number, onChange }: Props) {
  const unit = useRef<HTMLInputElement>(null);
  // The pressed button is gone, and the focus would be lost.
  useEffect(() => {
    if (unit.current?.value === '') unit.current.focus();
  }, []);
  const remove = () => {
    onChange(null);
    document.getElementById('question')?.focus();
  };
  return (
    <fieldset class="number-field">
      <legend>A number as the answer</legend>
      <label class="field">
        <span>Unit</span>
        <input
          ref={unit}
          type="text"
          required
          placeholder="weeks, USD, people"
          value={number.unit}
          onInput={(event) => onChange({ ...number, unit: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>Agents agree within, in %</span>
        <input
          type="number"
          min={0}
          step="any"
          placeholder="10"
          value={number.tolerance}
          onInput={(event) => onChange({ ...number, tolerance: event.currentTarget.value })}
        />
      </label>
      <button type="button" class="link" onClick={remove}>
        Remove
      </button>
    </fieldset>
  );
}
