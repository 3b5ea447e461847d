import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { EstimateResponse } from '../../debate/views/responses.ts';
import { type Draft, draftToRequest } from '../lib/draft.ts';

const debounceMs = 600;

/** What the draft would cost; null while that is unknown, for example because a field is not valid yet. */
export function useEstimate(client: Client, draft: Draft): EstimateResponse | null {
  const [estimate, setEstimate] = useState<EstimateResponse | null>(null);
  const request = draftToRequest(draft);
  // The words of the question hardly change the cost, so typing them asks for no new estimate.
  const key = JSON.stringify({
    ...request,
    question: request.question !== '',
    evidence: draft.evidence.map(({ name, bytes }) => [name, bytes]),
  });
  useEffect(() => {
    if (request.question === '') return setEstimate(null);
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      client.estimate(request, { signal }).then(setEstimate, () => signal.aborted || setEstimate(null));
    }, debounceMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, key]);
  return estimate;
}
