import { useEffect, useRef } from 'preact/hooks';

interface Props {
  /** They are the items of a checklist. */
  readonly isChecklist: boolean;
  readonly options: readonly string[];
  readonly onChange: (options: readonly string[]) => void;
}

/** The options of a closed question, or the items of a checklist; without any, the question is open. */
export function OptionsField({ isChecklist, options, onChange }: Props) {
  const noun = isChecklist ? 'Item' : 'Answer';
  const add = () => onChange([...options, '']);
  const fieldset = useRef<HTMLFieldSetElement>(null);
  const countBefore = useRef(options.length);
  // The pressed button is gone, and the focus would be lost: an added field gets it, else the group.
  useEffect(() => {
    const inputs = fieldset.current?.querySelectorAll('input');
    const before = countBefore.current;
    countBefore.current = options.length;
    if (options.length > before) inputs?.[before]?.focus();
    else if (options.length < before) fieldset.current?.focus();
  }, [options.length]);
  if (options.length === 0) {
    return (
      <button type="button" class="link add-options" onClick={() => onChange(['', ''])}>
        {isChecklist ? '+ Add a checklist' : '+ Add answers to choose from'}
      </button>
    );
  }
  return (
    <fieldset ref={fieldset} class="options-field" tabIndex={-1}>
      <legend>{isChecklist ? 'Checklist' : 'Answers to choose from'}</legend>
      {options.map((option, index) => (
        <div key={index} class="option-row">
          <input
            type="text"
            aria-label={`${noun} ${index + 1}`}
            placeholder={`${noun} ${index + 1}`}
            value={option}
            onInput={(event) => onChange(options.with(index, event.currentTarget.value))}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${noun.toLowerCase()} ${index + 1}`}
            onClick={() => onChange(options.toSpliced(index, 1))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" class="link" onClick={add}>
        + Add {noun.toLowerCase()}
      </button>
    </fieldset>
  );
}
