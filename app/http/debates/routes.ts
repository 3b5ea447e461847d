import { z } from '@hono/zod-openapi';
import type { DebateListResponse } from '../../debate/views/responses.ts';
import type { AppDeps } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { statusSchema } from '../schemas/enums.ts';
import { estimateSchema } from '../schemas/estimate.ts';
import { newDebateFormSchema, newDebateSchema, parseQuery, queryInteger } from '../schemas/new-debate.ts';
import {
  createdSchema,
  debateListSchema,
  debateResponse,
  idParams,
  jsonResponse,
} from '../schemas/responses.ts';
import { createDebate } from './create.ts';
import { estimateDebate } from './estimate.ts';
import { loadDebate, parseDebateId, throwDebateNotFound, toDebateResponse } from './load.ts';

const hourMs = 60 * 60 * 1000;

/** Debates as a collection: put, list, look at, delete. */
export function registerDebateRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { contract, store, accessControl } = deps;
  registerCreateRoutes(register, deps);

  const listQuery = z.strictObject({
    q: z.string().max(contract.limits.searchCharsMax).optional(),
    status: statusSchema.optional(),
    limit: queryInteger(1, contract.limits.listPageMax).optional(),
    cursor: z.string().max(contract.limits.searchCharsMax).optional(),
  });
  register(
    'listDebates',
    {
      request: { query: listQuery },
      responses: { 200: jsonResponse('Debates, newest first', debateListSchema) },
    },
    async (c) => {
      const { q, limit, cursor, ...query } = parseQuery(listQuery, c.req.query());
      const page = await store.list({
        tenant: c.var.caller.tenant,
        limit: limit ?? contract.limits.listPageMax,
        ...(q && { search: q }),
        ...(query.status && { status: query.status }),
        ...(cursor !== undefined && { cursor }),
      });
      if (!page)
        return throwProblem(
          'invalid-cursor',
          'The cursor is not one of ours. Take `next` of the page before.',
        );
      const list: DebateListResponse = { debates: page.debates.map(toDebateResponse), next: page.next };
      return c.json(list);
    },
  );

  register(
    'getDebate',
    { request: { params: idParams }, responses: { 200: debateResponse('The debate') } },
    async (c) => c.json(toDebateResponse(await loadDebate(c, store))),
  );

  register(
    'deleteDebate',
    { request: { params: idParams }, responses: { 204: { description: 'Deleted, with all that it had' } } },
    async (c) => {
      const id = parseDebateId(c);
      const { caller, address } = c.var;
      const result = await store.remove(caller.tenant, id);
      switch (result) {
        case 'removed':
          await accessControl.auditLog.write({
            caller,
            address,
            action: 'debate.delete',
            subject: `debate/${id}`,
            outcome: 'done',
          });
          return c.body(null, 204);
        case 'running':
          return throwProblem(
            'debate-not-ended',
            'Only a debate that has ended can be deleted. Cancel it first.',
          );
        case 'missing':
          return throwDebateNotFound(id);
      }
    },
  );
}

function registerCreateRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { contract } = deps;
  const hours = contract.limits.idempotencyKeyMs / hourMs;
  const headers = z.object({
    'idempotency-key': z
      .string()
      .max(contract.limits.idempotencyKeyCharsMax)
      .optional()
      .openapi({
        description: `With the same key and body again, the answer is the same debate, for ${hours} hours at least`,
      }),
  });
  const schema = newDebateSchema(contract);
  const content = {
    'application/json': { schema },
    'multipart/form-data': { schema: newDebateFormSchema(contract) },
  };
  const body = { content, required: true };
  const location = { location: { schema: { type: 'string' as const }, description: 'Where the debate is' } };
  register(
    'createDebate',
    {
      request: { headers, body },
      responses: {
        202: { ...jsonResponse('It has been accepted and will run', createdSchema), headers: location },
      },
    },
    async (c) => {
      const created = await createDebate(c, deps, schema);
      c.header('location', created.url);
      return c.json(created, 202);
    },
  );
  register(
    'estimateDebate',
    {
      description:
        'Takes what creates a debate, and creates none: it answers what that debate would cost at least and at most. ' +
        'What creation would refuse is refused here too.',
      request: { body },
      responses: { 200: jsonResponse('What it would cost', estimateSchema) },
    },
    async (c) => c.json(await estimateDebate(c, deps, schema)),
  );
}
