import { useState } from 'preact/hooks';
import type { ModelChoice } from '../../lib/models.ts';
import { ModelPicker } from './model-picker.tsx';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly models: readonly ModelChoice[];
  readonly value: string;
  readonly onChange: (model: string) => void;
}

/** A model to choose from the list or to type in. */
export function ModelField({ label, placeholder, models, value, onChange }: Props) {
  const [isChoosing, setIsChoosing] = useState(false);
  return (
    <span class="model-field">
      <input
        type="text"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {models.length > 0 && (
        <button
          type="button"
          aria-label={`Choose the ${label.toLowerCase()}`}
          onClick={() => setIsChoosing(true)}
        >
          Choose
        </button>
      )}
      {isChoosing && (
        <ModelPicker title={label} models={models} onChoose={onChange} onClose={() => setIsChoosing(false)} />
      )}
    </span>
  );
}
