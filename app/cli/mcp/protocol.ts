// The Model Context Protocol over stdio: one JSON-RPC message a line.

/** Versions that differ in nothing that this server uses, newest first. 2025-03-26 has batches, which it refuses. */
const protocolVersions = ['2025-06-18', '2024-11-05'] as const;

export interface ToolCall {
  readonly args: Readonly<Record<string, unknown>>;
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

export interface McpServerOptions {
  readonly version: string;
  readonly tools: readonly McpTool[];
  readonly send: (message: object) => void;
  /** The result of a call that failed. */
  readonly toFailure: (error: unknown) => ToolResult;
}

interface Message {
  readonly id?: string | number | undefined;
  readonly method?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Serves until the input ends or breaks off, and the last call has been answered. */
export async function serveMcp(
  input: AsyncIterable<Uint8Array>,
  options: McpServerOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const calls = new Map<string | number, AbortController>();
  const pending = new Set<Promise<void>>();
  for await (const line of readLines(input, interrupted)) {
    const message = parseMessage(line);
    if (!message) {
      options.send(toError(null, new RpcError(-32700, 'The message is not a JSON-RPC request.')));
      continue;
    }
    if (message.method === 'notifications/cancelled') calls.get(toId(message.params.requestId))?.abort();
    const { id } = message;
    // Notifications and answers get no answer.
    if (id === undefined || message.method === undefined) continue;
    const abort = new AbortController();
    calls.set(id, abort);
    const signal = AbortSignal.any([abort.signal, interrupted]);
    const answer = answerRequest(message, id, options, signal).finally(() => {
      calls.delete(id);
      pending.delete(answer);
    });
    pending.add(answer);
  }
  await Promise.all(pending);
}

/** The lines that are not empty. An interruption closes the input, which is its end. */
async function* readLines(input: AsyncIterable<Uint8Array>, interrupted: AbortSignal) {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  try {
    for await (const chunk of input) {
      const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
      parts.push(first);
      for (const next of others) {
        const line = parts.join('');
        parts = [next];
        if (line.trim() !== '') yield line;
      }
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
  const last = parts.join('');
  if (last.trim() !== '') yield last;
}

function parseMessage(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) return null;
    const { id, method, params } = value;
    return {
      ...((typeof id === 'string' || typeof id === 'number') && { id }),
      ...(typeof method === 'string' && { method }),
      params: isObject(params) ? params : {},
    };
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toId = (value: unknown): string | number =>
  typeof value === 'number' || typeof value === 'string' ? value : '';

const toError = (id: string | number | null, { code, message }: RpcError) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

async function answerRequest(
  message: Message,
  id: string | number,
  options: McpServerOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    const result = await runMethod(message, options, signal);
    // A cancelled request is not answered.
    if (!signal.aborted) options.send({ jsonrpc: '2.0', id, result });
  } catch (error) {
    const known = error instanceof RpcError ? error : new RpcError(-32603, String(error));
    if (!signal.aborted) options.send(toError(id, known));
  }
}

async function runMethod(
  { method, params }: Message,
  options: McpServerOptions,
  signal: AbortSignal,
): Promise<object> {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion:
          protocolVersions.find((version) => version === params.protocolVersion) ?? protocolVersions[0],
        capabilities: { tools: {} },
        serverInfo: { name: 'rostrum', version: options.version },
        instructions: serverInstructions,
      };
    case 'ping':
      return {};
    case 'tools/list':
      return {
        tools: options.tools.map(({ name, description, inputSchema }) => ({
          name,
          description,
          inputSchema,
        })),
      };
    case 'tools/call':
      return callTool(params, options, signal);
    default:
      throw new RpcError(-32601, `The method ${method} does not exist.`);
  }
}

const serverInstructions =
  'Several language-model agents debate a question and leave a decision record. Start a debate, then wait for it in ' +
  'slices; it goes on when a call ends. Agreement of the agents is not correctness.';

async function callTool(
  params: Message['params'],
  { tools, send, toFailure }: McpServerOptions,
  signal: AbortSignal,
): Promise<object> {
  const tool = tools.find(({ name }) => name === params.name);
  if (!tool)
    throw new RpcError(-32602, `There is no tool ${JSON.stringify(params.name)}: list them with tools/list.`);
  const args = isObject(params.arguments) ? params.arguments : {};
  const token = isObject(params._meta) ? params._meta.progressToken : undefined;
  const notify: ToolCall['notify'] = (progress, message) => {
    if (token === undefined || signal.aborted) return;
    send({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: token, progress, message },
    });
  };
  const { text, data, isError } = await tool.call({ args, signal, notify }).catch(toFailure);
  return { content: [{ type: 'text', text }], structuredContent: data, ...(isError && { isError }) };
}
