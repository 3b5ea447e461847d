import { createRpcError, type McpMessage, type McpServer, rpcErrors, toMessage } from './protocol.ts';

export interface StdioOptions {
  readonly server: McpServer;
  readonly send: (message: object) => void;
}

/** One JSON-RPC message a line, until the input ends or breaks off and the last call has been answered. */
export async function serveStdio(
  input: AsyncIterable<Uint8Array>,
  { server, send }: StdioOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const calls = new Map<unknown, AbortController>();
  const pending = new Set<Promise<void>>();
  for await (const line of readLines(input, interrupted)) {
    const message = readMessage(line);
    if ('error' in message) {
      send(message);
      continue;
    }
    if (message.kind === 'other') {
      if (message.method === 'notifications/cancelled') calls.get(message.params.requestId)?.abort();
      continue;
    }
    const { id } = message;
    if (calls.has(id)) {
      send(createRpcError(id, rpcErrors.invalidRequest, `A request with the id ${id} is running.`));
      continue;
    }
    const abort = new AbortController();
    calls.set(id, abort);
    const signal = AbortSignal.any([abort.signal, interrupted]);
    const answered = server
      .answer(message, { notify: send, signal })
      // A cancelled request is not answered.
      .then((answer) => (signal.aborted ? undefined : send(answer)))
      .finally(() => {
        calls.delete(id);
        pending.delete(answered);
      });
    pending.add(answered);
  }
  await Promise.all(pending);
}

/** The message of a line, or the error that answers it. */
function readMessage(line: string): McpMessage | ReturnType<typeof createRpcError> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return createRpcError(null, rpcErrors.malformed, 'The message is not JSON.');
  }
  return (
    toMessage(value) ??
    createRpcError(null, rpcErrors.invalidRequest, 'The message is not a request of JSON-RPC 2.0.')
  );
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
