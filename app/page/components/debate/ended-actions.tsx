import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { useCreateDebate } from '../../hooks/use-create-debate.ts';
import { copyText } from '../../lib/copy-text.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { InlineError } from '../inline-error.tsx';
import { Menu } from '../menu.tsx';
import { RenameDialog } from '../rename-dialog.tsx';
import { ExportLinks } from './export-links.tsx';
import { FollowUpDialog } from './follow-up-dialog.tsx';

interface Props {
  readonly debate: string;
  readonly record: DecisionRecord | null;
  readonly client: Client;
}

/** What can be done with a debate that has ended. */
export function EndedActions({ debate, record, client }: Props) {
  const [dialog, setDialog] = useState<'follow-up' | 'rename' | 'delete' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const showProblem = (error: unknown) => setProblem(errorMessage(error));
  const remove = () => client.delete(debate).then(() => location.assign('/'), showProblem);
  const [title, setTitle] = useState<string | null>(null);
  // Loaded on demand: the events of a debate do not contain its title.
  const rename = async () => {
    const { title } = await client.get(debate);
    setTitle(title);
    setDialog('rename');
  };
  const again = `/?again=${encodeURIComponent(debate)}`;
  return (
    <div class="controls">
      {record && record.outcome !== 'decided' && <TryAgain debate={debate} client={client} />}
      {record?.outcome === 'decided' && (
        <button type="button" class="primary" onClick={() => setDialog('follow-up')}>
          Ask a follow-up
        </button>
      )}
      {record?.answer != null && <CopyButton text={answerText(record)} />}
      <a class="button" href={again}>
        Run again…
      </a>
      <Menu label="More">
        <button type="button" onClick={() => void copyText(location.href.split('#')[0] ?? '')}>
          Copy link
        </button>
        <ExportLinks debate={debate} client={client} />
        <button type="button" onClick={() => rename().catch(showProblem)}>
          Rename
        </button>
        <button type="button" class="danger" onClick={() => setDialog('delete')}>
          Delete
        </button>
      </Menu>
      <InlineError message={problem} />
      {dialog === 'follow-up' && (
        <FollowUpDialog debate={debate} client={client} onClose={() => setDialog(null)} />
      )}
      {dialog === 'rename' && (
        <RenameDialog
          client={client}
          debate={{ id: debate, title }}
          onRenamed={setTitle}
          onClose={() => setDialog(null)}
        />
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
    </div>
  );
}

/** The answer with its question, for a message or a document. */
const answerText = ({ question, choice, answer }: DecisionRecord): string =>
  [question, choice !== null && !answer?.startsWith(choice) ? choice : '', answer ?? '']
    .filter(Boolean)
    .join('\n\n');

const copiedMs = 2000;

function CopyButton({ text }: { text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), copiedMs);
  };
  return (
    <>
      <button type="button" onClick={copy}>
        {isCopied ? (
          '✓ Copied'
        ) : (
          <>
            Copy<span class="wide">&nbsp;answer</span>
          </>
        )}
      </button>
      <output class="visually-hidden">{isCopied && 'Copied'}</output>
    </>
  );
}

/** Starts the same debate again, at once. */
function TryAgain({ debate, client }: { debate: string; client: Client }) {
  const { create, isStarting, problem } = useCreateDebate();
  return (
    <>
      <button
        type="button"
        class="primary"
        disabled={isStarting}
        onClick={() => void create({}, (body, options) => client.rerun(debate, body, options))}
      >
        {isStarting ? 'Starting…' : 'Try again'}
      </button>
      <InlineError message={problem} />
    </>
  );
}
