import { z } from '@hono/zod-openapi';
import type { Store } from '../../store/store.ts';
import { debateKey } from '../debates/load.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { createInProcessClient, type Dispatch, rethrowRefusal } from '../in-process-client.ts';
import { admitViewer } from '../live/admission.ts';
import type { EventStreamDeps } from '../live/sse.ts';
import { requireScope } from '../middleware/access-check.ts';
import type { RegisterRoute } from '../router.ts';
import { parseBody, readJsonBody } from '../schemas/json-body.ts';
import { jsonResponse } from '../schemas/responses.ts';
import { createJsonFormat, createStreamFormat } from './completion.ts';
import { listChatModels, toDebateBody } from './debate-body.ts';
import {
  chatRequestSchema,
  chunkDataSchema,
  completionSchema,
  modelListSchema,
  openAiErrorSchema,
} from './schemas.ts';
import { serveCompletion } from './serve-completion.ts';

const description = `A debate for programs that speak to OpenAI's chat completions. The model is a preset, such as
\`rostrum/standard\`, or with \`rostrum/panel/NAME\` a panel that the server keeps. The last message of the user is the
question; the others are evidence. The course comes as \`reasoning_content\`, then the answer; \`usage\` has tokens and
cost. \`id\` is that of the debate, which goes on when the client leaves: a request with the same
\`Idempotency-Key\`, or with the id in \`metadata.debate\`, continues it. A key needs the scopes \`run\` and \`read\`.
Errors have OpenAI's form.`;

const errors = { default: jsonResponse('An error', openAiErrorSchema) };

interface OpenAiRouteDeps extends EventStreamDeps {
  readonly drainSignal: AbortSignal;
  readonly store: Pick<Store, 'panels'>;
}

/** OpenAI's list of models and its chat completions. */
export function registerOpenAiRoutes(
  register: RegisterRoute,
  deps: OpenAiRouteDeps,
  dispatch: Dispatch,
): void {
  const { contract, store } = deps;
  register(
    'listChatModels',
    {
      responses: {
        200: jsonResponse('The presets, and the panels of the tenant', modelListSchema),
        ...errors,
      },
    },
    async (c) => {
      const panels = await store.panels(c.var.caller.tenant, contract.limits.listPageMax);
      return c.json({ object: 'list', data: listChatModels(panels) });
    },
  );

  const body = { content: { 'application/json': { schema: chatRequestSchema } }, required: true };
  const headers = z.object({ 'idempotency-key': z.string().optional() });
  const answer = jsonResponse(
    'The answer, or with `stream` its parts: the schema is that of the `data` of each server-sent event',
    completionSchema,
  );
  const content = { ...answer.content, 'text/event-stream': { schema: chunkDataSchema } };
  const docs = {
    description,
    request: { headers, body },
    responses: { 200: { ...answer, content }, ...errors },
  };
  register('createChatCompletion', docs, async (c) => {
    const request = parseBody(chatRequestSchema, await readJsonBody(c, contract));
    const newDebate = toDebateBody(request, contract.limits);
    // Before the debate, which costs money: a refused request starts none.
    requireScope(c.var.caller, 'read');
    admitViewer(c, c.env.outgoing, deps);
    const client = createInProcessClient(c, dispatch);
    const { signal } = c.var;
    const idempotencyKey = c.req.header('idempotency-key');
    const start = async () => {
      refuseWhileDraining(deps);
      return (await client.create(newDebate, { idempotencyKey, signal })).id;
    };
    const find = async () => client.get(request.metadata?.debate ?? (await start()), { signal });
    const { id, createdAt } = await find().catch(rethrowRefusal);
    const identity = { id, model: request.model, created: Math.floor(Date.parse(createdAt) / 1000) };
    return serveCompletion(c, deps, {
      key: debateKey(c, id),
      format: request.stream
        ? createStreamFormat(identity, request.stream_options?.include_usage ?? false)
        : createJsonFormat(identity),
      loadRecord: () => client.record(id, { signal }),
    });
  });
}

/** A process that drains ends its answers early, and a client that repeats the request would start a second debate. */
function refuseWhileDraining({ drainSignal, contract }: OpenAiRouteDeps): void {
  if (!drainSignal.aborted) return;
  throwProblem('overloaded', 'This process is stopping. Send the request again.', {
    headers: { 'retry-after': `${contract.http.retryAfterSeconds}` },
  });
}
