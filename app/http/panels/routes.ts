import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import type { PanelListResponse, PanelResponse } from '../../debate/views/request-bodies.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { parseBody, readJsonBody } from '../schemas/json-body.ts';
import {
  isPanelName,
  panelListSchema,
  panelNameRule,
  panelResponseSchema,
  panelSchema,
} from '../schemas/panels.ts';
import { jsonResponse } from '../schemas/responses.ts';

export interface PanelRoutesDeps {
  readonly contract: Contract;
  readonly store: Pick<Store, 'savePanel' | 'panel' | 'panels' | 'deletePanel'>;
  readonly now: () => Date;
}

/** Panels that a tenant keeps under a name: as many as one answer lists. */
export function registerPanelRoutes(register: RegisterRoute, deps: PanelRoutesDeps): void {
  const { contract, store, now } = deps;
  const panelsMax = contract.limits.listPageMax;
  const params = z.object({
    panel: z.string().openapi({ description: `Name of the panel: ${panelNameRule}` }),
  });
  const found = { 200: jsonResponse('The panel', panelResponseSchema) };

  register(
    'listPanels',
    { responses: { 200: jsonResponse('Panels, by name', panelListSchema) } },
    async (c) => {
      const list: PanelListResponse = { panels: await store.panels(c.var.caller.tenant, panelsMax) };
      return c.json(list);
    },
  );

  register('getPanel', { request: { params }, responses: found }, async (c) => {
    const name = readPanelName(c);
    const panel: PanelResponse | null = await store.panel(c.var.caller.tenant, name);
    return panel ? c.json(panel) : throwPanelNotFound(name);
  });

  const schema = panelSchema(contract);
  const body = {
    content: { 'application/json': { schema: schema.openapi('PanelSettings') } },
    required: true,
  };
  const description =
    'Creates the panel or replaces it. A debate names it as its `panel`, and copies it: later changes do not reach ' +
    'that debate. Members that the debate has itself replace those of the panel.';
  register('savePanel', { description, request: { params, body }, responses: found }, async (c) => {
    const name = readPanelName(c);
    const settings = parseBody(schema, await readJsonBody(c, contract));
    const panel: PanelResponse = { name, settings, updatedAt: now().toISOString() };
    const isSaved = await store.savePanel({ ...panel, tenant: c.var.caller.tenant, panelsMax });
    if (isSaved) return c.json(panel);
    return throwProblem('too-many-panels', `A tenant can have ${panelsMax} panels. Delete one first.`);
  });

  const deleted = { 204: { description: 'Deleted. Debates that copied it stay.' } };
  register('deletePanel', { request: { params }, responses: deleted }, async (c) => {
    const name = readPanelName(c);
    const isDeleted = await store.deletePanel(c.var.caller.tenant, name);
    return isDeleted ? c.body(null, 204) : throwPanelNotFound(name);
  });
}

function readPanelName(c: AppContext): string {
  const name = c.req.param('panel') ?? '';
  if (isPanelName(name)) return name;
  return throwProblem('validation-failed', `The name of a panel has ${panelNameRule}.`);
}

const throwPanelNotFound = (name: string): never =>
  throwProblem('not-found', `There is no panel ${JSON.stringify(name)}.`);
