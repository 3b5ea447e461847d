import type { AgentsResponse } from '../../../debate/views/agents-response.ts';

/** The default model and why it was chosen. */
export function ModelNotice({ agents: { defaultModel, defaultReason } }: { agents: AgentsResponse }) {
  const [provider = ''] = defaultModel.split(/[:?]/);
  return (
    <p class={provider === 'rehearsal' ? 'notice is-rehearsal' : 'notice'}>
      Model: <strong>{defaultModel}</strong> ({defaultReason}).
      {provider === 'rehearsal' && (
        <>
          {' '}
          <strong>Rehearsal is not a model:</strong> it argues offline with sentences from your evidence.
        </>
      )}
    </p>
  );
}
