import { z } from '@hono/zod-openapi';
import type { DebateListResource } from '../debate/resources.ts';
import { createDebate } from './create.ts';
import { debateId, debateResource, debateRow, refuseNoDebate } from './debate-reading.ts';
import { estimateDebate } from './estimate.ts';
import { estimateSchema } from './estimate-schema.ts';
import type { Mount } from './mount.ts';
import { status } from './name-schemas.ts';
import type { AppParts } from './parts.ts';
import { refuse } from './problems.ts';
import { createdSchema, debateAnswer, debateListSchema, idParams, json } from './resource-schemas.ts';
import { integerIn, newDebateForm, newDebateSchema, readQuery } from './schemas.ts';

const hourMs = 60 * 60 * 1000;

/** Debates as a collection: put, list, look at, delete. */
export function mountDebates(mount: Mount, parts: AppParts): void {
  const { contract, store, gate } = parts;
  mountCreate(mount, parts);

  const listQuery = z.strictObject({
    q: z.string().max(contract.limits.searchCharsMax).optional(),
    status: status.optional(),
    limit: integerIn(1, contract.limits.listPageMax).optional(),
    cursor: z.string().max(contract.limits.searchCharsMax).optional(),
  });
  mount(
    'listDebates',
    { request: { query: listQuery }, responses: { 200: json('Debates, newest first', debateListSchema) } },
    async (c) => {
      const { q, limit, cursor, ...query } = readQuery(listQuery, c.req.query());
      const page = await store.list({
        tenant: c.var.caller.tenant,
        limit: limit ?? contract.limits.listPageMax,
        ...(q && { search: q }),
        ...(query.status && { status: query.status }),
        ...(cursor !== undefined && { cursor }),
      });
      if (!page)
        return refuse('bad-cursor', 'The cursor is not one of ours. Take `next` of the page before.');
      const list: DebateListResource = { debates: page.debates.map(debateResource), next: page.next };
      return c.json(list);
    },
  );

  mount(
    'getDebate',
    { request: { params: idParams }, responses: { 200: debateAnswer('The debate') } },
    async (c) => c.json(debateResource(await debateRow(c, store))),
  );

  mount(
    'deleteDebate',
    { request: { params: idParams }, responses: { 204: { description: 'Deleted, with all that it had' } } },
    async (c) => {
      const id = debateId(c);
      const { caller, address } = c.var;
      const removed = await store.remove(caller.tenant, id);
      switch (removed) {
        case 'removed':
          await gate.audit.write({
            caller,
            address,
            action: 'debate.delete',
            subject: `debate/${id}`,
            outcome: 'done',
          });
          return c.body(null, 204);
        case 'running':
          return refuse('running', 'Only a debate that has ended can be deleted. Cancel it first.');
        case 'missing':
          return refuseNoDebate(id);
      }
    },
  );
}

function mountCreate(mount: Mount, parts: AppParts): void {
  const { contract } = parts;
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
    'multipart/form-data': { schema: newDebateForm(contract) },
  };
  const body = { content, required: true };
  const location = { location: { schema: { type: 'string' as const }, description: 'Where the debate is' } };
  mount(
    'createDebate',
    {
      request: { headers, body },
      responses: { 202: { ...json('It has been accepted and will run', createdSchema), headers: location } },
    },
    async (c) => {
      const created = await createDebate(c, parts, schema);
      c.header('location', created.url);
      return c.json(created, 202);
    },
  );
  mount(
    'estimateDebate',
    {
      description:
        'Takes what creates a debate, and creates none: it answers what that debate would cost at least and at most. ' +
        'What creation would refuse is refused here too.',
      request: { body },
      responses: { 200: json('What it would cost', estimateSchema) },
    },
    async (c) => c.json(await estimateDebate(c, parts, schema)),
  );
}
