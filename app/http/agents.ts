import { presetNames, presets } from '../debate/presets.ts';
import type { AgentsResource } from '../debate/resources.ts';
import type { Mount } from './mount.ts';
import type { AppParts } from './parts.ts';
import { agentsSchema, json } from './resource-schemas.ts';

/** What a debate can be made of: models, presets, limits. */
export function mountAgents(mount: Mount, { roster, contract }: AppParts): void {
  const { questionCharsMax, documentsMax, documentBytesMax, panelMax, roundsMax } = contract.limits;
  mount('listAgents', { responses: { 200: json('Models and presets', agentsSchema) } }, (c) => {
    const agents: AgentsResource = {
      defaultModel: roster.defaultModel,
      why: roster.why,
      providers: roster.list().map(({ provider, models }) => ({
        provider,
        models: models.map(({ model, price }) => ({ model, price })),
      })),
      presets: presetNames.map((name) => presets[name]),
      limits: { questionCharsMax, documentsMax, documentBytesMax, panelMax, roundsMax },
    };
    return c.json(agents);
  });
}
