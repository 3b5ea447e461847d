import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/client.ts';
import type { PresetName } from '../../debate/core/events.ts';
import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import type { NewDebateBody } from '../../debate/views/request-bodies.ts';
import type { EstimateResponse } from '../../debate/views/responses.ts';
import { type Draft, draftToRequest, presetsToCompare, withPreset } from '../lib/draft.ts';

const debounceMs = 600;

export type Estimates = Readonly<Partial<Record<PresetName, EstimateResponse>>>;

/**
 * What the draft would cost with its preset and with others; without those of which that is unknown, for example
 * because a model is not known to the server.
 */
export function useEstimates(client: Client, draft: Draft, agents: AgentsResponse | null): Estimates {
  const [estimates, setEstimates] = useState<Estimates>({});
  const request = draftToRequest(draft);
  const isReady = request.question !== '' && agents !== null && namesKnownModels(request, agents);
  // The words of the question hardly change the cost, so typing them asks for no new estimate.
  const key = JSON.stringify({
    ...request,
    question: request.question !== '',
    evidence: draft.evidence.map(({ name, bytes }) => [name, bytes]),
  });
  useEffect(() => {
    if (!isReady) return setEstimates({});
    const controller = new AbortController();
    const { signal } = controller;
    const ask = (preset: PresetName) =>
      client.estimate(draftToRequest(withPreset(draft, preset)), { signal }).then(
        (estimate) => setEstimates((others) => ({ ...others, [preset]: estimate })),
        () => signal.aborted || setEstimates(({ [preset]: _, ...others }) => others),
      );
    const timer = setTimeout(() => {
      for (const preset of presetsToCompare(draft)) void ask(preset);
    }, debounceMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, key, isReady]);
  return estimates;
}

/** The server refuses the others, which the browser would report for every letter of a name that is typed. */
function namesKnownModels({ panel = [], judge = {} }: NewDebateBody, agents: AgentsResponse): boolean {
  const known = agents.providers.flatMap(({ models }) => models.map(({ model }) => model));
  return [...panel, judge].every(
    ({ model = agents.defaultModel }) => model === agents.defaultModel || known.includes(model),
  );
}
