import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { DebateResponse } from '../../../debate/views/responses.ts';
import { formats } from '../../formats.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { debateStatusName, timeAgo } from '../../lib/format.ts';
import { isDebateOpen } from '../../lib/steps.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { InlineError } from '../inline-error.tsx';
import { Menu } from '../menu.tsx';
import { RenameDialog } from '../rename-dialog.tsx';

interface Props {
  readonly debate: DebateResponse;
  readonly nowMs: number;
  readonly client: Client;
  readonly onRenamed: (title: string | null) => void;
  readonly onDeleted: () => void;
}

/** One debate of the list: a link, and a menu next to it. */
export function PastDebate({ debate, nowMs, client, onRenamed, onDeleted }: Props) {
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = () =>
    client.delete(debate.id).then(onDeleted, (error: unknown) => setProblem(errorMessage(error)));
  const name = debate.title ?? debate.question;
  return (
    <li class="debate-item">
      <DebateLink debate={debate} name={name} nowMs={nowMs} />
      <Menu label={`Actions for ${name}`} icon="⋯">
        <button type="button" onClick={() => setDialog('rename')}>
          Rename
        </button>
        <a href={`/?again=${encodeURIComponent(debate.id)}`}>Edit and run again</a>
        {!isDebateOpen(debate) && (
          <button type="button" class="danger" onClick={() => setDialog('delete')}>
            Delete
          </button>
        )}
      </Menu>
      <InlineError message={problem} />
      {dialog === 'rename' && (
        <RenameDialog client={client} debate={debate} onRenamed={onRenamed} onClose={() => setDialog(null)} />
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title="Delete this debate?"
          action="Delete the debate"
          keep="Keep it"
          onConfirm={() => void remove()}
          onClose={() => setDialog(null)}
        >
          Its turns, documents and record are deleted for everyone. Exported files stay valid.
        </ConfirmDialog>
      )}
    </li>
  );
}

function DebateLink({ debate, name, nowMs }: { debate: DebateResponse; name: string; nowMs: number }) {
  const { id, phase, agreement, answer, createdAt } = debate;
  const status = { ...debate, stop: null, awaitsApproval: phase === 'approve' };
  return (
    <a class="debate-link" href={`/debates/${encodeURIComponent(id)}`}>
      <span class="debate-meta">
        <span class={`pill status-${debate.status}`}>{debateStatusName(status)}</span>
        {agreement !== null && <span>agreement {formats.percent(agreement)}</span>}
        <time dateTime={createdAt}>{timeAgo(createdAt, nowMs, formats)}</time>
      </span>
      <span class="debate-question">{name}</span>
      {answer !== null && <span class="debate-answer">{stripMarkdown(answer)}</span>}
    </a>
  );
}

const stripMarkdown = (answer: string): string => answer.replace(/[*`#>]+/g, '');
