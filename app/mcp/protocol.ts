import { ApiError, ServerUnreachable } from '../client/client.ts';
import { ArgumentError, type ToolArguments } from './arguments.ts';

// The Model Context Protocol, whatever carries its messages.

/** Versions that differ in nothing that this server uses, newest first. 2025-03-26 has batches, which it refuses. */
export const protocolVersions = ['2025-11-25', '2025-06-18', '2024-11-05'] as const;

export interface ToolCall {
  readonly args: ToolArguments;
  readonly signal: AbortSignal;
  /** Reports progress to a client that asked for it. `progress` never falls. */
  readonly notify: (progress: number, message: string) => void;
}

export interface McpTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: object;
  readonly call: (call: ToolCall) => Promise<ToolResult>;
}

/** `text` is for the model; `data` has the same for programs. */
export interface ToolResult {
  readonly text: string;
  readonly data: object;
  readonly isError?: true;
}

type Params = Readonly<Record<string, unknown>>;

/** `other`: a notification or an answer, which gets no answer. */
export type McpMessage =
  | McpRequest
  | { readonly kind: 'other'; readonly method: string; readonly params: Params };

export interface McpRequest {
  readonly kind: 'request';
  readonly id: string | number;
  readonly method: string;
  readonly params: Params;
}

export interface RequestContext {
  /** Sends a notification that belongs to the request. */
  readonly notify: (notification: object) => void;
  readonly signal: AbortSignal;
}

export interface McpServer {
  /** The answer to a request: its result or an error. */
  answer(request: McpRequest, context: RequestContext): Promise<object>;
}

/** Codes of JSON-RPC. */
export const rpcErrors = {
  malformed: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
};

class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const createRpcError = (id: string | number | null, code: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

/** null: the value is not a message, or a request with an id that none can have. */
export function toMessage(value: unknown): McpMessage | null {
  if (!isObject(value)) return null;
  const params = isObject(value.params) ? value.params : {};
  const { id, method } = value;
  const isKnownId = typeof id === 'string' || typeof id === 'number';
  if (typeof method === 'string') {
    if (isKnownId) return { kind: 'request', id, method, params };
    return 'id' in value ? null : { kind: 'other', method, params };
  }
  const isAnswer = isKnownId && ('result' in value || 'error' in value);
  return isAnswer ? { kind: 'other', method: '', params } : null;
}

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Stateless: each request is answered by itself, also by another process than the one before it. `onError` logs a bug,
 * of which the client learns nothing.
 */
export const createMcpServer = (
  version: string,
  tools: readonly McpTool[],
  onError: (error: unknown) => void,
): McpServer => ({
  async answer(request, context) {
    try {
      return { jsonrpc: '2.0', id: request.id, result: await runMethod(request, context, version, tools) };
    } catch (error) {
      if (error instanceof RpcError) return createRpcError(request.id, error.code, error.message);
      // A cancelled call ends with the reason of its signal.
      if (!context.signal.aborted) onError(error);
      return createRpcError(
        request.id,
        rpcErrors.internal,
        'This is a bug in Rostrum. Details are in its log.',
      );
    }
  },
});

async function runMethod(
  { method, params }: McpRequest,
  context: RequestContext,
  version: string,
  tools: readonly McpTool[],
): Promise<object> {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion:
          protocolVersions.find((known) => known === params.protocolVersion) ?? protocolVersions[0],
        capabilities: { tools: {} },
        serverInfo: { name: 'rostrum', version },
        instructions: serverInstructions,
      };
    case 'ping':
      return {};
    case 'tools/list':
      return {
        tools: tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
      };
    case 'tools/call':
      return callTool(params, context, tools);
    default:
      throw new RpcError(rpcErrors.unknownMethod, `The method ${method} does not exist.`);
  }
}

const serverInstructions =
  'Several language-model agents debate a question and leave a decision record. Start a debate, then wait for it in ' +
  'slices; it goes on when a call ends. Agreement of the agents is not correctness.';

async function callTool(
  params: Params,
  { notify, signal }: RequestContext,
  tools: readonly McpTool[],
): Promise<object> {
  const tool = tools.find(({ name }) => name === params.name);
  if (!tool) {
    const name = JSON.stringify(params.name);
    throw new RpcError(rpcErrors.invalidParams, `There is no tool ${name}: list them with tools/list.`);
  }
  const args = isObject(params.arguments) ? params.arguments : {};
  const progressToken = readProgressToken(params);
  const notifyProgress: ToolCall['notify'] = (progress, message) => {
    if (progressToken === undefined || signal.aborted) return;
    notify({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken, progress, message },
    });
  };
  const { text, data, isError } = await tool
    .call({ args, signal, notify: notifyProgress })
    .catch(toFailedResult);
  return { content: [{ type: 'text', text }], structuredContent: data, ...(isError && { isError }) };
}

/** Undefined: the client does not want to hear of progress. */
export const readProgressToken = ({ _meta }: Params): unknown =>
  isObject(_meta) ? _meta.progressToken : undefined;

/** A failed call is a result that the model reads, not an error of the protocol. Rethrows bugs. */
function toFailedResult(error: unknown): ToolResult {
  if (error instanceof ApiError) return { text: error.detail, data: { code: error.code }, isError: true };
  if (error instanceof ServerUnreachable)
    return { text: `${error.message}.`, data: { code: 'unreachable' }, isError: true };
  if (error instanceof ArgumentError)
    return { text: error.message, data: { code: 'invalid-arguments' }, isError: true };
  throw error;
}
