import { z } from '@hono/zod-openapi';
import type { DebateListResponse } from '../../debate/views/responses.ts';
import { toDebateResponse } from '../../debate-log/debate-response.ts';
import type { Store } from '../../store/store.ts';
import type { AccessControl } from '../auth/access-control.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { debateTitleSchema } from '../schemas/debate-changes.ts';
import { documentDebateForm, documentNewDebate } from '../schemas/documented-bodies.ts';
import { statusSchema } from '../schemas/enums.ts';
import { estimateSchema } from '../schemas/estimate.ts';
import { queryInteger } from '../schemas/fields.ts';
import { parseBody, readJsonBody } from '../schemas/json-body.ts';
import { newDebateSchema } from '../schemas/new-debate.ts';
import { parseQuery } from '../schemas/parse.ts';
import {
  createdSchema,
  debateListSchema,
  debateResponse,
  idParams,
  jsonResponse,
} from '../schemas/responses.ts';
import { type CreateDebateDeps, createDebate } from './create.ts';
import { fromBody } from './debate-source.ts';
import { estimateDebate } from './estimate.ts';
import { debateKey, loadDebate, parseDebateId, throwDebateNotFound } from './load.ts';

const hourMs = 60 * 60 * 1000;

export interface DebateRoutesDeps extends CreateDebateDeps {
  readonly store: CreateDebateDeps['store'] & Pick<Store, 'get' | 'list' | 'rename' | 'remove'>;
  readonly accessControl: Pick<AccessControl, 'auditLog'>;
}

/** Create, estimate, list, get, rename and delete debates. */
export function registerDebateRoutes(register: RegisterRoute, deps: DebateRoutesDeps): void {
  registerCreateRoutes(register, deps);
  registerListRoute(register, deps);
  const { store } = deps;
  register(
    'getDebate',
    { request: { params: idParams }, responses: { 200: debateResponse('The debate') } },
    async (c) => c.json(toDebateResponse(await loadDebate(c, store))),
  );
  registerRenameRoute(register, deps);
  registerDeleteRoute(register, deps);
}

function registerListRoute(register: RegisterRoute, { contract, store }: DebateRoutesDeps): void {
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
        return throwProblem('invalid-cursor', 'The cursor is invalid. Use `next` of the previous page.');
      const list: DebateListResponse = { debates: page.debates.map(toDebateResponse), next: page.next };
      return c.json(list);
    },
  );
}

function registerRenameRoute(register: RegisterRoute, { contract, store }: DebateRoutesDeps): void {
  const schema = debateTitleSchema(contract);
  const body = { content: { 'application/json': { schema } }, required: true };
  register(
    'renameDebate',
    { request: { params: idParams, body }, responses: { 200: debateResponse('The debate') } },
    async (c) => {
      const { title } = parseBody(schema, await readJsonBody(c, contract));
      const id = parseDebateId(c);
      if (!(await store.rename(debateKey(c, id), title))) return throwDebateNotFound(id);
      return c.json(toDebateResponse(await loadDebate(c, store)));
    },
  );
}

function registerDeleteRoute(register: RegisterRoute, { store, accessControl }: DebateRoutesDeps): void {
  register(
    'deleteDebate',
    {
      request: { params: idParams },
      responses: { 204: { description: 'Deleted, with its events and documents' } },
    },
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

function registerCreateRoutes(register: RegisterRoute, deps: DebateRoutesDeps): void {
  const { contract } = deps;
  const hours = contract.limits.idempotencyKeyMs / hourMs;
  const headers = z.object({
    'idempotency-key': z
      .string()
      .max(contract.limits.idempotencyKeyCharsMax)
      .optional()
      .openapi({
        description: `Repeating it with the same key and body returns the same debate for at least ${hours} hours`,
      }),
  });
  const schema = newDebateSchema(contract);
  const content = {
    'application/json': { schema: documentNewDebate(contract) },
    'multipart/form-data': { schema: documentDebateForm(contract) },
  };
  const body = { content, required: true };
  const location = { location: { schema: { type: 'string' as const }, description: 'URL of the debate' } };
  register(
    'createDebate',
    {
      request: { headers, body },
      responses: {
        202: { ...jsonResponse('Accepted; a worker will run it', createdSchema), headers: location },
      },
    },
    createDebate(deps, schema, fromBody),
  );
  register(
    'estimateDebate',
    {
      description:
        'Takes the body of a creation and returns the minimum, typical and maximum cost of that debate. Creates ' +
        'nothing. Rejects whatever creation would reject.',
      request: { body },
      responses: { 200: jsonResponse('The estimated cost', estimateSchema) },
    },
    async (c) => c.json(await estimateDebate(c, deps, schema)),
  );
}
