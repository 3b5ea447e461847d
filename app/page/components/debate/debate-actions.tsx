import { useState } from 'preact/hooks';
import type { Client, ClientCommand } from '../../../client/client.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { isDebateOpen } from '../../lib/steps.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { NoteDialog } from './note-dialog.tsx';

interface Props {
  readonly view: DebateView;
  readonly client: Client;
}

/** Commands for a running debate. They are idempotent; the view changes with the events they cause. */
export function DebateActions({ view, client }: Props) {
  const [openDialog, setOpenDialog] = useState<'note' | 'cancel' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (!isDebateOpen(view) || !view.settings) return null;

  const send = (command: ClientCommand) => {
    setProblem(null);
    client.command(view.debate, command).catch((error: unknown) => setProblem(errorMessage(error)));
  };
  const isPaused = view.status === 'paused';
  return (
    <div class="controls">
      {view.awaitsApproval ? (
        <button type="button" class="primary" onClick={() => send('approve')}>
          Approve<span class="wide">&nbsp;the decision</span>
        </button>
      ) : (
        <button type="button" onClick={() => send(isPaused ? 'resume' : 'pause')}>
          {isPaused ? 'Resume' : 'Pause'}
        </button>
      )}
      <button
        type="button"
        disabled={view.phase === 'decide'}
        title={
          view.stop
            ? 'The running turns are cancelled and not counted'
            : 'The running turns end and count, then the debate is decided'
        }
        onClick={() => send('conclude')}
      >
        {view.stop && view.phase !== 'decide' ? (
          'Decide without waiting'
        ) : (
          <>
            Conclude<span class="wide">&nbsp;now</span>
          </>
        )}
      </button>
      <button type="button" onClick={() => setOpenDialog('note')}>
        Note<span class="wide">&nbsp;to the panel</span>
      </button>
      <button type="button" class="danger" onClick={() => setOpenDialog('cancel')}>
        Cancel
      </button>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {openDialog === 'note' && (
        <NoteDialog view={view} client={client} onClose={() => setOpenDialog(null)} />
      )}
      {openDialog === 'cancel' && (
        <ConfirmDialog
          title="Cancel this debate?"
          action="Cancel the debate"
          keep="Keep it running"
          onConfirm={() => send('cancel')}
          onClose={() => setOpenDialog(null)}
        >
          The agents stop at once, and there will be no decision. All turns so far are kept.
        </ConfirmDialog>
      )}
    </div>
  );
}
