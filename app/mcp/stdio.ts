import { createRpcError, type McpServer, parseMessage, rpcErrors } from './protocol.ts';

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
    const message = parseMessage(line);
    if (!message) {
      send(createRpcError(null, rpcErrors.malformed, 'The message is not a JSON-RPC request.'));
      continue;
    }
    if (message.kind === 'other') {
      if (message.method === 'notifications/cancelled') calls.get(message.params.requestId)?.abort();
      continue;
    }
    const { id } = message;
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
