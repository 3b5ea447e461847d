import type { AppContext } from '../context.ts';

/** Answers with the messages that `run` sends as server-sent events. The signal aborts when the client leaves. */
export function streamEvents(
  c: AppContext,
  run: (send: (message: object) => void, signal: AbortSignal) => Promise<void>,
): Response {
  const abort = new AbortController();
  const encoder = new TextEncoder();
  const events = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (message: object) => {
        if (!abort.signal.aborted)
          controller.enqueue(encoder.encode(`event: message\ndata: ${JSON.stringify(message)}\n\n`));
      };
      await run(send, abort.signal);
      if (!abort.signal.aborted) controller.close();
    },
    cancel: () => abort.abort(),
  });
  return c.body(events, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
}
