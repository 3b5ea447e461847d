import { useState } from 'preact/hooks';
import type { Client } from '../../../client/client.ts';
import { presets } from '../../../debate/core/presets.ts';
import type { AgentsResponse } from '../../../debate/views/agents-response.ts';
import { formats } from '../../formats.ts';
import { useDraft } from '../../hooks/use-draft.ts';
import { useEstimates } from '../../hooks/use-estimates.ts';
import { useStartDebate } from '../../hooks/use-start-debate.ts';
import { type Draft, type DraftNumber, hasInput, withPreset } from '../../lib/draft.ts';
import { draftWarnings } from '../../lib/draft-warnings.ts';
import { estimateLabel } from '../../lib/format.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { InlineError } from '../inline-error.tsx';
import { PanelWarnings } from '../panel-warnings.tsx';
import { AdvancedOptions } from './advanced-options.tsx';
import { EvidenceField } from './evidence-field.tsx';
import { ModelNotice } from './model-notice.tsx';
import { NumberField } from './number-field.tsx';
import { OptionsField } from './options-field.tsx';
import { PresetCards } from './preset-cards.tsx';

export function AskForm({ client, agents }: { client: Client; agents: AgentsResponse | null }) {
  const { draft, setDraft, change, clear, finish, problem } = useDraft(client);
  const estimates = useEstimates(client, draft, agents);
  const estimate = estimates[draft.preset] ?? null;
  const { start, isStarting, errors } = useStartDebate(client, finish);
  const isReady = draft.question.trim() !== '' && !isStarting;
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
      <InlineError message={errors.fields.question} />
      <AnswerKind draft={draft} onChange={change} />
      <InlineError message={errors.fields.options ?? errors.fields.checklist ?? errors.fields.number} />
      <EvidenceField
        evidence={draft.evidence}
        limits={agents?.limits ?? null}
        takesAddresses={agents?.evidenceByAddress ?? false}
        onChange={(evidence) => change({ evidence })}
      />
      <InlineError message={errors.fields.evidence} />
      {agents && (
        <>
          <PresetCards
            agents={agents}
            preset={draft.preset}
            estimates={estimates}
            onChange={(preset) => setDraft(withPreset(draft, preset))}
          />
          <InlineError message={errors.fields.preset} />
          <AdvancedOptions
            agents={agents}
            draft={draft}
            errors={errors.fields}
            estimate={estimate}
            onChange={change}
          />
        </>
      )}
      <div class="start-row">
        <button type="submit" class="primary" disabled={!isReady}>
          {isStarting ? 'Starting…' : 'Start the debate'}
        </button>
        <span class="muted shortcut">Ctrl or ⌘ + Enter</span>
        {hasInput(draft) && (
          <button type="button" class="link quiet" onClick={clear}>
            Clear
          </button>
        )}
        <ExampleButton needsConfirmation={hasInput(draft)} onExample={setDraft} />
      </div>
      {estimate && <p class="muted">{estimateLabel(estimate, formats)}</p>}
      <InlineError message={errors.general ?? problem} />
      {agents && <ModelNotice agents={agents} />}
      {agents && <PanelWarnings warnings={draftWarnings(draft, agents)} />}
    </form>
  );
}

interface AnswerProps {
  readonly draft: Draft;
  readonly onChange: (members: Partial<Draft>) => void;
}

/** What the answer is: open, one of some options, or a number. */
function AnswerKind({ draft: { preset, options, number }, onChange }: AnswerProps) {
  const isChecklist = presets[preset].needsChecklist ?? false;
  const setNumber = (changed: DraftNumber | null) => onChange({ number: changed });
  const isOpen = options.length === 0 && number === null;
  return (
    <div class="answer-kind">
      {(isChecklist || number === null) && (
        <OptionsField
          isChecklist={isChecklist}
          options={options}
          onChange={(changed) => onChange({ options: changed })}
        />
      )}
      {number && <NumberField number={number} onChange={setNumber} />}
      {isOpen && !isChecklist && (
        <button type="button" class="link" onClick={() => setNumber({ unit: '', tolerance: '' })}>
          + Ask for a number
        </button>
      )}
    </div>
  );
}

interface QuestionProps extends AnswerProps {
  readonly limit: number | undefined;
}

function QuestionField({ draft, limit, onChange }: QuestionProps) {
  const excess = limit === undefined ? 0 : draft.question.length - limit;
  return (
    <>
      <label class="visually-hidden" for="question">
        Question
      </label>
      <textarea
        id="question"
        class="question-box"
        rows={4}
        autofocus
        placeholder="What should the panel decide? Describe the situation in a sentence or two, then ask."
        value={draft.question}
        onInput={(event) => onChange({ question: event.currentTarget.value })}
      />
      {excess > 0 && (
        <InlineError message={`The question is ${excess} characters over the limit of ${limit}.`} />
      )}
    </>
  );
}

interface ExampleProps {
  /** The example would replace what was typed. */
  readonly needsConfirmation: boolean;
  readonly onExample: (draft: Draft) => void;
}

/** Loads the texts of the example on demand. */
function ExampleButton({ needsConfirmation, onExample }: ExampleProps) {
  const [isAsking, setIsAsking] = useState(false);
  const fill = async () => onExample((await import('../../lib/example.ts')).exampleDraft);
  return (
    <>
      <button type="button" class="link" onClick={() => (needsConfirmation ? setIsAsking(true) : fill())}>
        Try the example
      </button>
      {isAsking && (
        <ConfirmDialog
          title="Replace your draft?"
          action="Replace it"
          keep="Keep my draft"
          onConfirm={() => void fill()}
          onClose={() => setIsAsking(false)}
        >
          The example replaces your question, documents and panel.
        </ConfirmDialog>
      )}
    </>
  );
}
