import { follow } from '../client/follow.ts';
import { authorizationHeaders } from '../client/http.ts';
import { applyFrame, type DebateView, emptyView } from '../debate/views/debate.ts';
import type { Reporter } from './output/reporter.ts';
import { createTranscript } from './output/transcript.ts';

/**
 * Shows a debate from event `after` on, until it ends or the signal fires, over however many connections that takes.
 * The log is always read from its start: what is shown of an event rests on those before it.
 */
export async function reportDebate(
  server: { readonly baseUrl: string; readonly apiKey: string | undefined; readonly debate: string },
  after: number,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<DebateView> {
  let view = emptyView(server.debate);
  let renderEvent = createTranscript();
  const onState: NonNullable<Parameters<typeof follow>[0]['onState']> = (state) => {
    if (state.status === 'connected' && state.how === 'reset') {
      view = emptyView(server.debate);
      renderEvent = createTranscript();
    }
    reporter.connection(state);
  };
  try {
    for await (const frame of follow({
      ...server,
      headers: authorizationHeaders(server.apiKey),
      signal,
      onState,
    })) {
      view = applyFrame(view, frame);
      const entries = 'seq' in frame ? renderEvent(frame, view) : [];
      reporter.update(view);
      if ('seq' in frame && frame.seq > after) reporter.print(entries);
    }
  } finally {
    reporter.close();
  }
  return view;
}
