import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { Dialog } from '../dialog.tsx';

interface Props {
  readonly view: DebateView;
  readonly client: Client;
  readonly onClose: () => void;
}

/** Keeps the text until the server has accepted the note. */
export function NoteDialog({ view, client, onClose }: Props) {
  const [text, setText] = useState('');
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const send = async (event: Event) => {
    event.preventDefault();
    setIsSending(true);
    try {
      await client.note(view.debate, text);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error));
      setIsSending(false);
    }
  };
  return (
    <Dialog title="Note to the panel" onClose={onClose}>
      <form onSubmit={send}>
        <label class="field">
          <span>Every agent reads it before its next turn. It is part of the record.</span>
          <textarea
            rows={4}
            required
            autofocus
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="dialog-actions">
          <button type="submit" class="primary" disabled={isSending || text.trim() === ''}>
            {isSending ? 'Sending…' : 'Send the note'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
