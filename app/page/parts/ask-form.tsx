import { useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { AgentsResource } from '../../debate/resources.ts';
import { type Draft, emptyDraft } from '../draft.ts';
import { useStart } from '../use-start.ts';
import { Advanced } from './advanced.tsx';
import { EvidenceField } from './evidence-field.tsx';
import { ModelNotice } from './model-notice.tsx';
import { OptionsField } from './options-field.tsx';
import { PresetCards } from './preset-cards.tsx';
import { Problem } from './problem.tsx';

/** Everything that a debate is started with. */
export function AskForm({ client, agents }: { client: Client; agents: AgentsResource | null }) {
  const [draft, setDraft] = useState(emptyDraft);
  const { start, starting, objections } = useStart(client);
  const change = (members: Partial<Draft>) => setDraft((before) => ({ ...before, ...members }));
  const ready = draft.question.trim() !== '' && !starting;
  const submit = (event: Event) => {
    event.preventDefault();
    if (ready) void start(draft);
  };
  return (
    <form
      class="ask-form"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)}
    >
      <QuestionField draft={draft} limit={agents?.limits.questionCharsMax} onChange={change} />
      <Problem says={objections.at.question} />
      <OptionsField options={draft.options} onChange={(options) => change({ options })} />
      <Problem says={objections.at.options} />
      <EvidenceField
        evidence={draft.evidence}
        limits={agents?.limits ?? null}
        onChange={(evidence) => change({ evidence })}
      />
      <Problem says={objections.at.evidence} />
      {agents && (
        <>
          <PresetCards
            agents={agents}
            preset={draft.preset}
            onChange={(preset) => change({ preset, panel: null })}
          />
          <Problem says={objections.at.preset} />
          <Advanced agents={agents} draft={draft} objections={objections.at} onChange={change} />
        </>
      )}
      <div class="start-row">
        <button type="submit" class="primary" disabled={!ready}>
          {starting ? 'Starting…' : 'Start the debate'}
        </button>
        <span class="quiet keys">Ctrl or ⌘ + Enter</span>
        <ExampleButton onExample={setDraft} />
      </div>
      <Problem says={objections.general} />
      {agents && <ModelNotice agents={agents} />}
    </form>
  );
}

interface QuestionProps {
  readonly draft: Draft;
  readonly limit: number | undefined;
  readonly onChange: (members: Partial<Draft>) => void;
}

function QuestionField({ draft, limit, onChange }: QuestionProps) {
  const over = limit === undefined ? 0 : draft.question.length - limit;
  return (
    <>
      <label class="hidden-text" for="question">
        Question
      </label>
      <textarea
        id="question"
        class="question-box"
        rows={4}
        autofocus
        placeholder="What should the panel decide? Give the situation in a sentence or two, then the question."
        value={draft.question}
        onInput={(event) => onChange({ question: event.currentTarget.value })}
      />
      {over > 0 && (
        <Problem says={`The question is ${over} characters longer than the ${limit} that are allowed.`} />
      )}
    </>
  );
}

/** The example's texts are fetched only when somebody asks for them. */
function ExampleButton({ onExample }: { onExample: (draft: Draft) => void }) {
  const fill = async () => onExample((await import('../example.ts')).exampleDraft);
  return (
    <button type="button" class="link" onClick={fill}>
      Try the example
    </button>
  );
}
