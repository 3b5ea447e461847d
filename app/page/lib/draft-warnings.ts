import { createJudgeSeat, createPanel, presets } from '../../debate/core/presets.ts';
import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import { panelWarnings } from '../../debate/views/panel-warnings.ts';
import { type Draft, draftToRequest } from './draft.ts';

/** The warnings that the server would give for a draft. */
export function draftWarnings(draft: Draft, { defaultModel, providers }: AgentsResponse): readonly string[] {
  const { panel, judge, rounds } = draftToRequest(draft);
  const preset = presets[draft.preset];
  const models = providers.flatMap((provider) => provider.models);
  return panelWarnings(
    {
      panel: createPanel(preset, panel, defaultModel),
      judge: createJudgeSeat(judge, defaultModel),
      rounds: rounds ?? preset.rounds,
    },
    (model) => models.find((known) => known.model === model)?.price ?? null,
  );
}
