import { useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { DebateView } from '../../debate/view.ts';
import { saysOf } from '../problems.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly view: DebateView;
  readonly client: Client;
  readonly onClose: () => void;
}

/** Asks for a note and sends it. What was typed stays until it has been taken. */
export function NoteDialog({ view, client, onClose }: Props) {
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const send = async (event: Event) => {
    event.preventDefault();
    setSending(true);
    try {
      await client.note(view.debate, text);
      onClose();
    } catch (error) {
      setProblem(saysOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog title="Note to the panel" onClose={onClose}>
      <form onSubmit={send}>
        <label class="field">
          <span>Every agent reads it before its next turn, and it stands in the record.</span>
          <textarea rows={4} required value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="dialog-actions">
          <button type="submit" class="primary" disabled={sending || text.trim() === ''}>
            {sending ? 'Sending…' : 'Send the note'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
