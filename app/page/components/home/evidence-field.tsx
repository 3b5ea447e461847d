import { useRef, useState } from 'preact/hooks';
import type { AgentsResponse } from '../../../debate/views/agents-response.ts';
import { pluralize } from '../../../debate/views/labels.ts';
import { formats } from '../../formats.ts';
import { useFileDrop } from '../../hooks/use-file-drop.ts';
import {
  acceptedFiles,
  appendDocuments,
  type DraftDocument,
  evidenceKinds,
  readFiles,
} from '../../lib/evidence-files.ts';
import { formatBytes } from '../../lib/format.ts';
import { InlineError } from '../inline-error.tsx';
import { PasteDialog } from './paste-dialog.tsx';

interface Props {
  readonly evidence: readonly DraftDocument[];
  readonly limits: AgentsResponse['limits'] | null;
  readonly takesAddresses: boolean;
  readonly onChange: (evidence: readonly DraftDocument[]) => void;
}

/** Documents to drop, choose or paste, numbered as the agents will cite them. */
export function EvidenceField({ evidence, limits, takesAddresses, onChange }: Props) {
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [isPasting, setIsPasting] = useState(false);

  const addDocuments = (documents: readonly DraftDocument[], rejected: readonly string[] = []) => {
    const next = appendDocuments(evidence, documents, limits, formats);
    setProblems([...rejected, ...next.problems]);
    onChange(next.documents);
  };
  const addFiles = async (files: readonly File[]) => {
    const read = await readFiles(files, limits, formats);
    addDocuments(read.documents, read.problems);
  };
  const isDragging = useFileDrop(addFiles);
  const fieldset = useRef<HTMLFieldSetElement>(null);
  const remove = (index: number) => {
    onChange(evidence.toSpliced(index, 1));
    // The pressed button is gone.
    fieldset.current?.focus();
  };
  return (
    <fieldset
      ref={fieldset}
      tabIndex={-1}
      class={isDragging ? 'evidence-field is-dragging' : 'evidence-field'}
    >
      <legend>Evidence</legend>
      <Chips evidence={evidence} onRemove={remove} />
      <p class="drop-hint">
        Drop files here,{' '}
        <label class="link">
          choose them
          <input
            type="file"
            class="visually-hidden"
            multiple
            accept={acceptedFiles}
            onChange={(event) => {
              void addFiles([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
        </label>{' '}
        or{' '}
        <button type="button" class="link" onClick={() => setIsPasting(true)}>
          paste text{takesAddresses && ' or an address'}
        </button>
        . <span class="muted">{describeLimits(limits)}</span>
      </p>
      {problems.map((problem) => (
        <InlineError key={problem} message={problem} />
      ))}
      {isPasting && (
        <PasteDialog
          takesAddresses={takesAddresses}
          onPaste={(document) => addDocuments([document])}
          number={evidence.length + 1}
          onClose={() => setIsPasting(false)}
        />
      )}
    </fieldset>
  );
}

const describeLimits = (limits: Props['limits']): string => {
  if (!limits) return `Takes ${evidenceKinds}.`;
  const { documentsMax, documentBytesMax, fileBytesMax } = limits;
  const [text, file] = [documentBytesMax, fileBytesMax].map((bytes) => formatBytes(bytes, formats));
  const documents = `${pluralize(documentsMax, 'document')} with ${text} of text each`;
  return `Takes ${evidenceKinds}, up to ${documents}; PDF, CSV and docx files up to ${file}.`;
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
          <b>E{index + 1}</b> {name} {bytes > 0 && <span class="muted">{formatBytes(bytes, formats)}</span>}
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
