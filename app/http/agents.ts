import { presetNames, presets } from '../debate/core/presets.ts';
import type { AgentsResponse } from '../debate/views/responses.ts';
import type { AppDeps } from './deps.ts';
import type { RegisterRoute } from './router.ts';
import { agentsSchema, jsonResponse } from './schemas/responses.ts';

/** What a debate can be made of: models, presets, limits. */
export function registerAgentRoutes(register: RegisterRoute, { roster, contract }: AppDeps): void {
  const { questionCharsMax, documentsMax, documentBytesMax, panelMax, roundsMax } = contract.limits;
  register('listAgents', { responses: { 200: jsonResponse('Models and presets', agentsSchema) } }, (c) => {
    const agents: AgentsResponse = {
      defaultModel: roster.defaultModel,
      defaultReason: roster.defaultReason,
      providers: roster.listProviders().map(({ provider, models }) => ({
        provider,
        models: models.map(({ model, price }) => ({ model, price })),
      })),
      presets: presetNames.map((name) => presets[name]),
      limits: { questionCharsMax, documentsMax, documentBytesMax, panelMax, roundsMax },
    };
    return c.json(agents);
  });
}
