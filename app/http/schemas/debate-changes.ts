import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { integerBetween, textField } from './fields.ts';
import { budgetSchema } from './new-debate.ts';

/** Body of `POST /api/v1/debates/{id}/extend`. */
export const extensionSchema = ({ limits }: Contract) =>
  z
    .strictObject({
      deadlineSeconds: integerBetween(limits.deadlineSecondsMin, limits.deadlineSecondsMax)
        .optional()
        .openapi({ description: 'The new time limit, counted from the creation' }),
      budget: budgetSchema(limits).optional().openapi({ description: 'The new budget, in all' }),
    })
    .refine(({ deadlineSeconds, budget }) => deadlineSeconds !== undefined || budget !== undefined, {
      message: 'needs deadlineSeconds, budget or both',
    })
    .openapi('Extension');

/** Body of `POST /api/v1/debates/{id}/notes`. */
export const noteSchema = ({ limits }: Contract) =>
  z.strictObject({ text: textField(limits.noteCharsMax) }).openapi('NewNote');

/** Body of `PATCH /api/v1/debates/{id}`. */
export const debateTitleSchema = ({ limits }: Contract) =>
  z
    .strictObject({
      title: textField(limits.nameCharsMax)
        .nullable()
        .openapi({ description: 'Shown instead of the question in lists; null removes it' }),
    })
    .openapi('DebateTitle');
