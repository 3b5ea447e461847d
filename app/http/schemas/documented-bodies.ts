import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { presetNames } from '../../debate/core/presets.ts';
import { baselineSources } from '../../debate/core/settings.ts';
import { newDebateShape, protocolShape, rerunShape, toleranceMax } from './new-debate.ts';

// Bodies as clients send them, for the OpenAPI document. Call each once per app: a schema with an OpenAPI name is never
// freed.

/** A panel may be a name, whose members replace it before the body is parsed. */
const panelOrName = (contract: Contract) =>
  z
    .union([newDebateShape(contract).panel.unwrap(), z.string()])
    .optional()
    .openapi({
      description: 'The seats, or the name of a panel that the server keeps, whose members the debate copies',
    });

export const documentNewDebate = (contract: Contract) =>
  z.strictObject({ ...newDebateShape(contract), panel: panelOrName(contract) }).openapi('NewDebate');

export const documentFollowUp = (contract: Contract) =>
  z.strictObject({ ...newDebateShape(contract), panel: panelOrName(contract) }).openapi('FollowUp');

export const documentRerun = (contract: Contract) =>
  z
    .strictObject({ ...rerunShape(contract), panel: panelOrName(contract) })
    .partial()
    .openapi('Rerun');

/** The body of a creation as a form, which multipart.ts converts. */
export function documentDebateForm({ limits }: Contract) {
  return z
    .object({
      question: z.string().max(limits.questionCharsMax),
      preset: z.enum(presetNames).optional(),
      options: z.array(z.string()).optional().openapi({ description: 'Repeated for each option' }),
      checklist: z.array(z.string()).optional().openapi({ description: 'Repeated for each item' }),
      number: z.string().optional().openapi({ description: 'Unit of the number that is asked for' }),
      tolerance: z.number().min(0).max(toleranceMax).optional().openapi({ description: 'Of that number' }),
      panel: z.string().optional().openapi({ description: 'As JSON, or the name of a panel' }),
      judge: z.string().optional().openapi({ description: 'Model of the judge' }),
      jury: z.string().optional().openapi({ description: 'As JSON' }),
      ...protocolShape,
      rounds: z.int().min(0).max(limits.roundsMax).optional(),
      stopWhenBlindAgree: z.boolean().optional(),
      baseline: z.enum(baselineSources).optional(),
      approval: z.boolean().optional(),
      webhook: z.string().optional().openapi({ description: 'Its URL' }),
      budgetUsd: z.number().optional(),
      budgetTokens: z.int().optional(),
      deadlineSeconds: z.int().min(limits.deadlineSecondsMin).max(limits.deadlineSecondsMax).optional(),
      search: z.boolean().optional().openapi({ description: 'Lets the search server find evidence' }),
      evidence: z
        .array(z.string().openapi({ format: 'binary' }))
        .max(limits.documentsMax)
        .optional()
        .openapi({
          description: 'Files: plain text, Markdown, HTML, CSV, PDF or docx; or addresses as text',
        }),
    })
    .openapi('NewDebateForm');
}
