import { useState } from 'preact/hooks';
import type { AgentsResource } from '../../debate/resources.ts';
import { plural } from '../../debate/words.ts';
import { acceptedFiles, added, type DraftDocument, documentsOf } from '../intake.ts';
import { useFileDrop } from '../use-file-drop.ts';
import { size } from '../words.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { Problem } from './problem.tsx';

interface Props {
  readonly evidence: readonly DraftDocument[];
  readonly limits: AgentsResource['limits'] | null;
  readonly onChange: (evidence: readonly DraftDocument[]) => void;
}

/** Documents, dropped, picked or pasted; numbered as the agents will name them. */
export function EvidenceField({ evidence, limits, onChange }: Props) {
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [pasting, setPasting] = useState(false);

  const take = (documents: readonly DraftDocument[], refused: readonly string[] = []) => {
    const next = added(evidence, documents, limits);
    setProblems([...refused, ...next.problems]);
    onChange(next.documents);
  };
  const takeFiles = async (files: readonly File[]) => {
    const read = await documentsOf(files);
    take(read.documents, read.problems);
  };
  const over = useFileDrop(takeFiles);
  return (
    <fieldset class={over ? 'evidence-field is-over' : 'evidence-field'}>
      <legend>Evidence</legend>
      <Chips evidence={evidence} onRemove={(index) => onChange(evidence.toSpliced(index, 1))} />
      <p class="drop-line">
        Drop files here,{' '}
        <label class="link">
          choose them
          <input
            type="file"
            class="hidden-text"
            multiple
            accept={acceptedFiles}
            onChange={(event) => {
              void takeFiles([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
        </label>{' '}
        or{' '}
        <button type="button" class="link" onClick={() => setPasting(true)}>
          paste text
        </button>
        . <span class="quiet">{limitsInWords(limits)}</span>
      </p>
      {problems.map((says) => (
        <Problem key={says} says={says} />
      ))}
      {pasting && (
        <PasteDialog
          onPaste={(document) => take([document])}
          number={evidence.length + 1}
          onClose={() => setPasting(false)}
        />
      )}
    </fieldset>
  );
}

const limitsInWords = (limits: Props['limits']): string => {
  const kinds = 'Text, Markdown or HTML';
  if (!limits) return `${kinds}.`;
  return `${kinds}, up to ${plural(limits.documentsMax, 'document')} of ${size(limits.documentBytesMax)}.`;
};

interface ChipsProps {
  readonly evidence: readonly DraftDocument[];
  readonly onRemove: (index: number) => void;
}

function Chips({ evidence, onRemove }: ChipsProps) {
  if (evidence.length === 0) return null;
  return (
    <ol class="evidence-chips">
      {evidence.map(({ name, bytes }, index) => (
        <li key={`${index} ${name}`} class="document-chip">
          <b>E{index + 1}</b> {name} <span class="quiet">{size(bytes)}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${name}`}
            onClick={() => onRemove(index)}
          >
            ✕
          </button>
        </li>
      ))}
    </ol>
  );
}
