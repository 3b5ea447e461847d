import { z } from '@hono/zod-openapi';
import type { AppDeps } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { idParams } from '../schemas/responses.ts';
import { debateKey, loadDebate } from './load.ts';

/** The documents of a debate, as its panel reads them. */
export function registerEvidenceRoute(register: RegisterRoute, { store }: AppDeps): void {
  const params = idParams.extend({ evidence: z.string().openapi({ example: 'E1' }) });
  const responses = {
    200: { description: 'The text of the document', content: { 'text/plain': { schema: z.string() } } },
  };
  register('debateEvidence', { request: { params }, responses }, async (c) => {
    const { id } = await loadDebate(c, store);
    const evidenceId = c.req.param('evidence');
    const document = (await store.evidence(debateKey(c, id))).find((text) => text.id === evidenceId);
    if (!document)
      return throwProblem('not-found', `The debate has no document ${JSON.stringify(evidenceId)}.`);
    return c.text(document.text);
  });
}
