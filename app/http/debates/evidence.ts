import { z } from '@hono/zod-openapi';
import type { Store } from '../../store/store.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { idParams } from '../schemas/responses.ts';
import { debateKey, loadDebate } from './load.ts';

export interface EvidenceRouteDeps {
  readonly store: Pick<Store, 'get' | 'evidence'>;
}

/** Serves a document as the panel reads it. */
export function registerEvidenceRoute(register: RegisterRoute, { store }: EvidenceRouteDeps): void {
  const params = idParams.extend({ evidence: z.string().openapi({ example: 'E1' }) });
  const responses = {
    200: { description: 'The text of the document', content: { 'text/plain': { schema: z.string() } } },
  };
  register('debateEvidence', { request: { params }, responses }, async (c) => {
    const { id } = await loadDebate(c, store);
    const evidenceId = c.req.param('evidence');
    const documents = await store.evidence(debateKey(c, id));
    const document = documents.find((candidate) => candidate.id === evidenceId);
    if (!document)
      return throwProblem('not-found', `The debate has no document ${JSON.stringify(evidenceId)}.`);
    return c.text(document.text);
  });
}
