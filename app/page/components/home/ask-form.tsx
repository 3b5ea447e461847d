import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import type { AgentsResponse } from '../../../debate/views/responses.ts';
import { useStartDebate } from '../../hooks/use-start-debate.ts';
import { type Draft, emptyDraft } from '../../lib/draft.ts';
import { InlineError } from '../inline-error.tsx';
import { AdvancedOptions } from './advanced-options.tsx';
import { EvidenceField } from './evidence-field.tsx';
import { ModelNotice } from './model-notice.tsx';
import { OptionsField } from './options-field.tsx';
import { PresetCards } from './preset-cards.tsx';

/** Everything that a debate is started with. */
export function AskForm({ client, agents }: { client: Client; agents: AgentsResponse | null }) {
  const [draft, setDraft] = useState(emptyDraft);
  const { start, starting, objections } = useStartDebate(client);
  const change = (members: Partial<Draft>) => setDraft((previous) => ({ ...previous, ...members }));
  const isReady = draft.question.trim() !== '' && !starting;
  const submit = (event: Event) => {
    event.preventDefault();
    if (isReady) void start(draft);
  };
  return (
    <form
      class="ask-form"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)}
    >
      <QuestionField draft={draft} limit={agents?.limits.questionCharsMax} onChange={change} />
      <InlineError message={objections.fields.question} />
      <OptionsField options={draft.options} onChange={(options) => change({ options })} />
      <InlineError message={objections.fields.options} />
      <EvidenceField
        evidence={draft.evidence}
        limits={agents?.limits ?? null}
        onChange={(evidence) => change({ evidence })}
      />
      <InlineError message={objections.fields.evidence} />
      {agents && (
        <>
          <PresetCards
            agents={agents}
            preset={draft.preset}
            onChange={(preset) => change({ preset, panel: null })}
          />
          <InlineError message={objections.fields.preset} />
          <AdvancedOptions agents={agents} draft={draft} errors={objections.fields} onChange={change} />
        </>
      )}
      <div class="start-row">
        <button type="submit" class="primary" disabled={!isReady}>
          {starting ? 'Starting…' : 'Start the debate'}
        </button>
        <span class="quiet keys">Ctrl or ⌘ + Enter</span>
        <ExampleButton onExample={setDraft} />
      </div>
      <InlineError message={objections.general} />
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
  const excess = limit === undefined ? 0 : draft.question.length - limit;
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
      {excess > 0 && (
        <InlineError
          message={`The question is ${excess} characters longer than the ${limit} that are allowed.`}
        />
      )}
    </>
  );
}

/** The example's texts are fetched only when somebody asks for them. */
function ExampleButton({ onExample }: { onExample: (draft: Draft) => void }) {
  const fill = async () => onExample((await import('../../lib/example.ts')).exampleDraft);
  return (
    <button type="button" class="link" onClick={fill}>
      Try the example
    </button>
  );
}
