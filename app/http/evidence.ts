import { z } from '@hono/zod-openapi';
import { debateKey, debateRow } from './debate-reading.ts';
import type { Mount } from './mount.ts';
import type { AppParts } from './parts.ts';
import { refuse } from './problems.ts';
import { idParams } from './resource-schemas.ts';

/** The documents of a debate, as its panel reads them. */
export function mountEvidence(mount: Mount, { store }: AppParts): void {
  const params = idParams.extend({ evidence: z.string().openapi({ example: 'E1' }) });
  const responses = {
    200: { description: 'The text of the document', content: { 'text/plain': { schema: z.string() } } },
  };
  mount('debateEvidence', { request: { params }, responses }, async (c) => {
    const { id } = await debateRow(c, store);
    const asked = c.req.param('evidence');
    const document = (await store.evidence(debateKey(c, id))).find((text) => text.id === asked);
    if (!document) return refuse('not-found', `The debate has no document ${JSON.stringify(asked)}.`);
    return c.text(document.text);
  });
}
