import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import { useCreateDebate } from '../../hooks/use-create-debate.ts';
import { Dialog } from '../dialog.tsx';
import { InlineError } from '../inline-error.tsx';

interface Props {
  readonly debate: string;
  readonly client: Client;
  readonly onClose: () => void;
}

/** Asks the same panel about its decision. */
export function FollowUpDialog({ debate, client, onClose }: Props) {
  const [question, setQuestion] = useState('');
  const { create, isStarting, problem } = useCreateDebate();
  const submit = (event: Event) => {
    event.preventDefault();
    void create({ question: question.trim() }, (body, options) => client.followUp(debate, body, options));
  };
  return (
    <Dialog title="Ask a follow-up" onClose={onClose}>
      <form onSubmit={submit}>
        <label class="field">
          <span>The panel gets the record and the documents of this debate as evidence.</span>
          <textarea
            rows={4}
            required
            autofocus
            value={question}
            onInput={(event) => setQuestion(event.currentTarget.value)}
          />
        </label>
        <InlineError message={problem} />
        <div class="dialog-actions">
          <button type="submit" class="primary" disabled={isStarting || question.trim() === ''}>
            {isStarting ? 'Starting…' : 'Start the debate'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
