import type { Roster } from '../agents/agent.ts';
import type { Contract } from '../contract/types/contract.ts';
import { presetDescriptions } from '../debate/core/preset-data.ts';
import { presetNames, presets } from '../debate/core/presets.ts';
import type { AgentsResponse } from '../debate/views/agents-response.ts';
import type { RegisterRoute } from './router.ts';
import { agentsSchema, jsonResponse } from './schemas/responses.ts';

export interface AgentRoutesDeps {
  readonly contract: Contract;
  readonly evidenceHosts: readonly string[];
  readonly roster: Pick<Roster, 'defaultModel' | 'defaultReason' | 'info' | 'listProviders'>;
}

export function registerAgentRoutes(register: RegisterRoute, deps: AgentRoutesDeps): void {
  const { roster, contract, evidenceHosts } = deps;
  const { questionCharsMax, documentsMax, documentBytesMax, panelMax, roundsMax } = contract.limits;
  register('listAgents', { responses: { 200: jsonResponse('Models and presets', agentsSchema) } }, (c) => {
    const agents: AgentsResponse = {
      defaultModel: roster.defaultModel,
      defaultReason: roster.defaultReason,
      defaultPrice: roster.info(roster.defaultModel).price,
      providers: roster.listProviders().map(({ provider, models, pricesCheckedAt, list }) => ({
        provider,
        models: models.map(({ model, price, contextTokens, family }) => ({
          model,
          price,
          contextTokens,
          family,
        })),
        pricesCheckedAt,
        list,
      })),
      presets: presetNames.map((name) => ({ ...presets[name], description: presetDescriptions[name] })),
      evidenceByAddress: evidenceHosts.length > 0,
      limits: {
        questionCharsMax,
        documentsMax,
        documentBytesMax,
        fileBytesMax: contract.files.bytesMax,
        panelMax,
        roundsMax,
      },
    };
    return c.json(agents);
  });
}
