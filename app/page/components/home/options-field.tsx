interface Props {
  readonly options: readonly string[];
  readonly onChange: (options: readonly string[]) => void;
}

/** The answers to choose from; without any, the question is open. */
export function OptionsField({ options, onChange }: Props) {
  const add = () => onChange([...options, '']);
  if (options.length === 0) {
    return (
      <button type="button" class="link add-options" onClick={() => onChange(['', ''])}>
        + Give answers to choose from
      </button>
    );
  }
  return (
    <fieldset class="options-field">
      <legend>Answers to choose from</legend>
      {options.map((option, index) => (
        <div key={index} class="option-row">
          <input
            type="text"
            aria-label={`Answer ${index + 1}`}
            placeholder={`Answer ${index + 1}`}
            value={option}
            onInput={(event) => onChange(options.with(index, event.currentTarget.value))}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove answer ${index + 1}`}
            onClick={() => onChange(options.toSpliced(index, 1))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" class="link" onClick={add}>
        + Another answer
      </button>
    </fieldset>
  );
}
