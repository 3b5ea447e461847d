import type { AgentsResponse } from '../../../debate/views/responses.ts';

/** Which model speaks when a seat names none, and why that one. */
export function ModelNotice({ agents: { defaultModel, defaultReason } }: { agents: AgentsResponse }) {
  const [provider = ''] = defaultModel.split(/[:?]/);
  return (
    <p class={provider === 'rehearsal' ? 'notice is-rehearsal' : 'notice'}>
      Model: <strong>{defaultModel}</strong> ({defaultReason}).
      {provider === 'rehearsal' && (
        <>
          {' '}
          <strong>Rehearsal is no model:</strong> it argues offline, with sentences of your evidence.
        </>
      )}
    </p>
  );
}
