import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { presetNames } from '../../debate/core/presets.ts';
import { deciders, exchanges } from '../../debate/core/protocol.ts';
import { baselineSources, efforts } from '../../debate/core/settings.ts';
import { panelRoles } from '../../debate/views/labels.ts';
import { documentSchema, searchSchema } from './document.ts';
import { integerBetween, textField, usdAtMost } from './fields.ts';

const areDistinct = (items: readonly string[]) => new Set(items).size === items.length;

export type NewDebateSchema = ReturnType<typeof newDebateSchema>;
export type ParsedNewDebate = z.infer<NewDebateSchema>;

export const toleranceMax = 0.5;
export const protocolShape = {
  exchange: z.enum(exchanges).optional().openapi({
    description: 'Which peers an agent reads: all, one other in each round, or those that differ',
  }),
  decider: z
    .enum(deciders)
    .optional()
    .openapi({ description: 'An open question has no vote: a judge decides it instead' }),
};

export const budgetSchema = (limits: Contract['limits']) =>
  z.strictObject({
    usd: usdAtMost(limits.budgetUsdMax).optional(),
    tokens: integerBetween(1, limits.budgetTokensMax).optional(),
  });

/** What is asked, and the documents. */
function questionShape({ limits, webhooks }: Contract) {
  const option = textField(limits.optionCharsMax);
  return {
    question: textField(limits.questionCharsMax).openapi({ example: 'Should we split the monolith?' }),
    preset: z.enum(presetNames).optional(),
    options: z
      .array(option)
      .min(limits.optionsMin)
      .max(limits.optionsMax)
      .refine(areDistinct, 'has two options that are the same')
      .optional(),
    checklist: z
      .array(option)
      .min(1)
      .max(limits.checklistMax)
      .refine(areDistinct, 'has two items that are the same')
      .optional()
      .openapi({ description: 'What the documents are reviewed for; the record has findings by its items' }),
    evidence: z.array(documentSchema({ limits, webhooks })).max(limits.documentsMax).optional(),
    search: searchSchema(limits).optional(),
    number: z
      .strictObject({
        unit: textField(limits.nameCharsMax).openapi({ example: 'weeks' }),
        tolerance: z.number().min(0).max(toleranceMax).optional().openapi({
          description:
            'How far apart two numbers may be and still agree, as a share of the larger one. Default: 0.1',
        }),
      })
      .optional()
      .openapi({
        description: 'The answer is a number: each agent gives one with an interval, and they are pooled',
      }),
  };
}

export function newDebateShape(contract: Contract) {
  const { limits, webhooks } = contract;
  const model = textField(limits.modelCharsMax).openapi({ example: 'rehearsal' });
  const name = textField(limits.nameCharsMax);
  const seatModel = {
    model: model.optional(),
    fallback: model.optional(),
    effort: z.enum(efforts).optional().openapi({
      description: 'How much the model thinks, if it takes an effort. Default: as the model itself',
    }),
    outputTokensMax: integerBetween(limits.seatOutputTokensMin, limits.seatOutputTokensMax)
      .optional()
      .openapi({ description: 'Limit of one reply in tokens, thinking included' }),
  };
  return {
    ...questionShape(contract),
    panel: z
      .array(
        z.strictObject({
          name: name.optional(),
          role: z.enum(panelRoles).optional(),
          instructions: textField(limits.instructionsCharsMax).optional().openapi({
            description: 'The role in your own words, in addition to `role`. Default of `role`: member',
          }),
          ...seatModel,
        }),
      )
      .min(limits.panelMin)
      .max(limits.panelMax)
      .optional(),
    judge: z.strictObject(seatModel).optional(),
    jury: z
      .array(z.strictObject(seatModel))
      .min(1)
      .max(limits.panelMax)
      .optional()
      .openapi({ description: 'The judges of a jury in addition to `judge`' }),
    ...protocolShape,
    rounds: integerBetween(0, limits.roundsMax).optional(),
    stopWhenBlindAgree: z.boolean().optional(),
    baseline: z.enum(baselineSources).optional(),
    approval: z
      .boolean()
      .optional()
      .openapi({ description: 'A person must approve before the debate decides' }),
    budget: budgetSchema(limits).optional(),
    deadlineSeconds: integerBetween(limits.deadlineSecondsMin, limits.deadlineSecondsMax).optional(),
    webhook: z
      .strictObject({ url: z.string().max(webhooks.urlCharsMax) })
      .optional()
      .openapi({
        description: 'Is sent the debate, without its record, when it has ended; signed, and at least once',
      }),
  };
}

/**
 * Body of `POST /api/v1/debates`, after the name of a panel was replaced by its members. `CreationBody` is its type for
 * clients.
 */
export const newDebateSchema = (contract: Contract) =>
  z
    .strictObject(newDebateShape(contract))
    .refine(({ baseline, options }) => baseline !== 'separate' || options === undefined, {
      path: ['baseline'],
      message: 'separate is for open questions: the blind vote is the baseline of a closed one',
    });

/** Body of a follow-up: a question, and what differs from the debate that it follows. */
export const followUpSchema = (contract: Contract) => z.strictObject(newDebateShape(contract));

/** Body of another run of a debate: what differs. Null removes what the earlier debate has. */
export const rerunSchema = (contract: Contract) => z.strictObject(rerunShape(contract)).partial();

export function rerunShape(contract: Contract) {
  const shape = newDebateShape(contract);
  const { options, checklist, number, jury, budget } = shape;
  return {
    ...shape,
    options: options.nullable(),
    checklist: checklist.nullable(),
    number: number.nullable(),
    jury: jury.nullable(),
    budget: budget.nullable(),
  };
}
