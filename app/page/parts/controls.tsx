import { useState } from 'preact/hooks';
import type { Client, Command } from '../../client/client.ts';
import type { DebateView } from '../../debate/view.ts';
import { saysOf } from '../problems.ts';
import { isOpen } from '../steps.ts';
import { Dialog } from './dialog.tsx';
import { NoteDialog } from './note-dialog.tsx';

interface Props {
  readonly view: DebateView;
  readonly client: Client;
}

/** What a person may do to a running debate. Every command may be given twice; the view follows from its events. */
export function Controls({ view, client }: Props) {
  const [asking, setAsking] = useState<'note' | 'cancel' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (!isOpen(view) || !view.settings) return null;

  const give = (command: Command) => {
    setProblem(null);
    client.command(view.debate, command).catch((error: unknown) => setProblem(saysOf(error)));
  };
  const paused = view.status === 'paused';
  return (
    <div class="controls">
      <button type="button" onClick={() => give(paused ? 'resume' : 'pause')}>
        {paused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" disabled={view.stop !== null} onClick={() => give('conclude')}>
        Conclude now
      </button>
      <button type="button" onClick={() => setAsking('note')}>
        Note to the panel
      </button>
      <button type="button" class="danger" onClick={() => setAsking('cancel')}>
        Cancel
      </button>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {asking === 'note' && <NoteDialog view={view} client={client} onClose={() => setAsking(null)} />}
      {asking === 'cancel' && (
        <ConfirmCancel onClose={() => setAsking(null)} onConfirm={() => give('cancel')} />
      )}
    </div>
  );
}

function ConfirmCancel({ onClose, onConfirm }: { onClose: () => void; onConfirm: () => void }) {
  return (
    <Dialog title="Cancel this debate?" onClose={onClose}>
      <p>The agents stop at once and there will be no decision. What has been said so far is kept.</p>
      <form method="dialog" class="dialog-actions">
        <button type="submit">Let it go on</button>
        <button type="submit" class="danger solid" onClick={onConfirm}>
          Cancel the debate
        </button>
      </form>
    </Dialog>
  );
}
