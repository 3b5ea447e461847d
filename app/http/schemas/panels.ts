import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import type { PanelListResponse, PanelResponse } from '../../debate/views/request-bodies.ts';
import { newDebateShape } from './new-debate.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

/** Ends a sentence. */
export const panelNameRule = 'up to 63 small letters, digits and hyphens, with a letter or digit first';

export const isPanelName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);

/** Body of `PUT /api/v1/panels/{panel}`: members of a new debate that are not about its question. */
export function panelSchema(contract: Contract) {
  const shape = newDebateShape(contract);
  const { preset, panel, judge, jury, exchange, decider, rounds } = shape;
  const { stopWhenBlindAgree, baseline, approval, budget, deadlineSeconds } = shape;
  const seats = { preset, panel, judge, jury, exchange, decider, rounds };
  return z.strictObject({ ...seats, stopWhenBlindAgree, baseline, approval, budget, deadlineSeconds });
}

/** The settings are as they were sent. */
export const panelResponseSchema: z.ZodType<SchemaType<PanelResponse>> = z
  .object({ name: z.string(), settings: z.looseObject({}), updatedAt: isoTimeSchema })
  .openapi('Panel');

export const panelListSchema: z.ZodType<SchemaType<PanelListResponse>> = z
  .object({ panels: z.array(panelResponseSchema) })
  .openapi('PanelList');
