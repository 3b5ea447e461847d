import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { integerBetween, textField } from './fields.ts';

/** A document in a body: its text, the bytes of a file, or the address to read it from. */
export const documentSchema = ({ limits, webhooks }: Pick<Contract, 'limits' | 'webhooks'>) =>
  z
    .strictObject({
      name: textField(limits.nameCharsMax).optional().openapi({ description: 'Required without `url`' }),
      mediaType: z.string().max(limits.nameCharsMax).optional().openapi({
        description:
          'Default: by the extension of the name. A charset counts, if there is no byte order mark',
      }),
      text: z.string().optional(),
      base64: z.string().optional().openapi({
        description: 'The bytes of a file instead of `text`: PDF, CSV, docx, or text in any character set',
      }),
      url: z.string().max(webhooks.urlCharsMax).optional().openapi({
        description: 'The address of the document instead, if the operator allows its host',
      }),
    })
    .refine(
      ({ text, base64, url }) => [text, base64, url].filter((given) => given !== undefined).length === 1,
      {
        message: 'needs one of text, base64 and url',
      },
    )
    .refine(({ name, url }) => name !== undefined || url !== undefined, {
      path: ['name'],
      message: 'is required, unless there is a url',
    });

const queriesMax = 3;

/** What a search server is asked. */
export const searchSchema = ({ questionCharsMax, documentsMax }: Contract['limits']) =>
  z
    .union([
      z.boolean(),
      z.strictObject({
        queries: z.array(textField(questionCharsMax)).min(1).max(queriesMax).optional(),
        results: integerBetween(1, documentsMax).optional(),
      }),
    ])
    .openapi({
      description:
        'What the search server of the operator finds becomes evidence. `queries`: default the question; `results`: ' +
        'default 5',
    });
