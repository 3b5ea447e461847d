import { z } from '@hono/zod-openapi';

/** The members of an estimate, for objects that contain them directly. */
export const estimateShape = {
  value: z.number(),
  low: z.number(),
  high: z.number(),
  unit: z.string(),
  tolerance: z.number(),
};

export const pooledNumberSchema = z.object({
  ...estimateShape,
  outliers: z.array(z.string()),
  isSplit: z.boolean().optional().openapi({
    description: 'Half of the agents or more are outliers: the interval covers those of all agents',
  }),
});
