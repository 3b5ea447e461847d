import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { textField } from './fields.ts';

/** A document in a body: its text, or the bytes of a file. */
export const documentSchema = (limits: Contract['limits']) =>
  z
    .strictObject({
      name: textField(limits.nameCharsMax),
      mediaType: z.string().max(limits.nameCharsMax).optional().openapi({
        description:
          'Default: by the extension of the name. A charset counts, if there is no byte order mark',
      }),
      text: z.string().optional(),
      base64: z.string().optional().openapi({
        description: 'The bytes of a file instead of `text`: PDF, CSV, docx, or text in any character set',
      }),
    })
    .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), {
      message: 'needs either text or base64',
    });
