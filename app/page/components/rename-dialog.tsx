import { useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import { errorMessage } from '../lib/error-message.ts';
import { Dialog } from './dialog.tsx';
import { InlineError } from './inline-error.tsx';

interface Props {
  readonly client: Client;
  readonly debate: { readonly id: string; readonly title: string | null };
  readonly onRenamed: (title: string | null) => void;
  readonly onClose: () => void;
}

/** The title of a debate in the list; an empty one gives the question its place back. */
export function RenameDialog({ client, debate, onRenamed, onClose }: Props) {
  const [text, setText] = useState(debate.title ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      const { title } = await client.rename(debate.id, text.trim() || null);
      onRenamed(title);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };
  return (
    <Dialog title="Rename this debate" onClose={onClose}>
      <form onSubmit={save}>
        <label class="field">
          <span>Title in the list; empty: the question</span>
          <input
            type="text"
            autofocus
            maxLength={120}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <InlineError message={problem} />
        <div class="dialog-actions">
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
