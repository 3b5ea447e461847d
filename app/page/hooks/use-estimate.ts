import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import type { NewDebateBody } from '../../debate/views/request-bodies.ts';
import type { EstimateResponse } from '../../debate/views/responses.ts';
import { type Draft, draftToRequest } from '../lib/draft.ts';

const debounceMs = 600;

/** What the draft would cost; null while that is unknown, for example because a model is not known to the server. */
export function useEstimate(
  client: Client,
  draft: Draft,
  agents: AgentsResponse | null,
): EstimateResponse | null {
  const [estimate, setEstimate] = useState<EstimateResponse | null>(null);
  const request = draftToRequest(draft);
  const isReady = request.question !== '' && agents !== null && namesKnownModels(request, agents);
  // The words of the question hardly change the cost, so typing them asks for no new estimate.
  const key = JSON.stringify({
    ...request,
    question: request.question !== '',
    evidence: draft.evidence.map(({ name, bytes }) => [name, bytes]),
  });
  useEffect(() => {
    if (!isReady) return setEstimate(null);
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      client.estimate(request, { signal }).then(setEstimate, () => signal.aborted || setEstimate(null));
    }, debounceMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, key, isReady]);
  return estimate;
}

/** The server refuses the others, which the browser would report for every letter of a name that is typed. */
function namesKnownModels({ panel = [], judge = {} }: NewDebateBody, agents: AgentsResponse): boolean {
  const known = agents.providers.flatMap(({ models }) => models.map(({ model }) => model));
  return [...panel, judge].every(
    ({ model = agents.defaultModel }) => model === agents.defaultModel || known.includes(model),
  );
}
