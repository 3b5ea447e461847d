import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import {
  createMcpServer,
  type McpRequest,
  type McpServer,
  protocolVersions,
  readProgressToken,
  toMessage,
} from '../../mcp/protocol.ts';
import { createTools } from '../../mcp/tools.ts';
import type { Log } from '../../runtime/log.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { createInProcessClient, type Dispatch } from '../in-process-client.ts';
import type { RegisterRoute } from '../router.ts';
import { readJsonBody } from '../schemas/json-body.ts';
import { parseValue } from '../schemas/parse.ts';
import { jsonResponse } from '../schemas/responses.ts';
import { streamEvents } from './event-stream.ts';

export interface McpRouteDeps {
  readonly contract: Contract;
  readonly version: string;
  readonly now: () => Date;
  readonly log: Log;
}

const description = `The Model Context Protocol over streamable HTTP, with the tools of \`rostrum mcp\`: start, wait,
record, list, follow up and estimate. The server keeps no session, so that a client may continue after a restart. A
request is answered as JSON, or as server-sent events if it asks for progress. There is nothing to GET or to DELETE.`;

const messageSchema = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.int()]).optional(),
    method: z.string().optional(),
    params: z.looseObject({}).optional(),
  })
  .openapi('McpMessage');

export function registerMcpRoute(register: RegisterRoute, deps: McpRouteDeps, dispatch: Dispatch): void {
  const { contract, version, now, log } = deps;
  const body = { content: { 'application/json': { schema: messageSchema } }, required: true };
  const headers = z.object({ 'mcp-protocol-version': z.enum(protocolVersions).optional() });
  const answer = jsonResponse('The answer to a request', messageSchema);
  const responses = {
    200: { ...answer, content: { ...answer.content, 'text/event-stream': { schema: messageSchema } } },
    202: { description: 'A notification, which has no answer' },
  };
  register('mcp', { description, request: { headers, body }, responses }, async (c) => {
    checkProtocolVersion(c);
    // Not a batch: the versions from 2025-06-18 on have none.
    const body = parseValue(messageSchema, await readJsonBody(c, contract), 'malformed-body');
    const message = toMessage(body);
    if (!message) throwProblem('malformed-body', 'The body is not a message of JSON-RPC 2.0.');
    if (message.kind === 'other') return c.body(null, 202);
    const { requestId, caller, address } = c.var;
    const owner = { caller: caller.keyId ?? address, nowMs: () => now().getTime() };
    const tools = createTools(createInProcessClient(c, dispatch), owner);
    const server = createMcpServer(version, tools, (error) =>
      log.error({ error, requestId }, 'MCP request failed'),
    );
    return answerRequest(c, server, message);
  });
}

/** Requests before the first answer have no version. */
function checkProtocolVersion(c: AppContext): void {
  const version = c.req.header('mcp-protocol-version');
  if (version === undefined || protocolVersions.some((known) => known === version)) return;
  throwProblem(
    'unsupported-protocol-version',
    `MCP-Protocol-Version must be one of ${protocolVersions.join(', ')}.`,
  );
}

async function answerRequest(c: AppContext, server: McpServer, request: McpRequest): Promise<Response> {
  const wantsProgress = readProgressToken(request.params) !== undefined;
  if (wantsProgress && c.req.header('accept')?.includes('text/event-stream'))
    return streamEvents(c, async (send, signal) =>
      send(await server.answer(request, { notify: send, signal })),
    );
  return c.json(await server.answer(request, { notify() {}, signal: c.var.signal }));
}
