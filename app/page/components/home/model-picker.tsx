import { useState } from 'preact/hooks';
import { formats } from '../../formats.ts';
import { findModels, type ModelChoice, modelContextLabel, modelPriceLabel } from '../../lib/models.ts';
import { Dialog } from '../dialog.tsx';

/** A provider can list thousands; a search narrows them down. */
const shownMax = 100;

interface Props {
  readonly title: string;
  readonly models: readonly ModelChoice[];
  readonly onChoose: (model: string) => void;
  readonly onClose: () => void;
}

export function ModelPicker({ title, models, onChoose, onClose }: Props) {
  const [search, setSearch] = useState('');
  const found = findModels(models, search);
  const choose = (model: string) => {
    onChoose(model);
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <input
        type="search"
        aria-label="Search models"
        placeholder="Name or family"
        autofocus
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <ul class="model-list">
        {found.slice(0, shownMax).map((listed) => (
          <li key={listed.model}>
            <button type="button" onClick={() => choose(listed.model)}>
              <span class="model-name">{listed.model}</span>
              <span class="muted">
                {[listed.family, modelPriceLabel(listed, formats), modelContextLabel(listed, formats)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <output class="muted">
        {found.length === 0 && 'No model has these words.'}
        {found.length > shownMax && `${shownMax} of ${found.length} models: search to see others.`}
      </output>
    </Dialog>
  );
}
