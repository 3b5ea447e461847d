import { follow } from '../client/follow.ts';
import { authorizationHeaders } from '../client/http.ts';
import { applyFrame, type DebateView, emptyView } from '../debate/views/debate.ts';
import type { Reporter } from './output/reporter.ts';
import { createTranscript, type TranscriptOptions } from './output/transcript.ts';

/**
 * Shows the events after `after` until the debate ends or the signal aborts, and reconnects as needed. It always reads
 * from the first event, because an entry depends on the events before it.
 */
export async function reportDebate(
  server: { readonly baseUrl: string; readonly apiKey: string | undefined; readonly debate: string },
  after: number,
  reporter: Reporter,
  signal: AbortSignal,
  transcript: TranscriptOptions,
): Promise<DebateView> {
  let view = emptyView(server.debate);
  let renderEvent = createTranscript(transcript);
  const onState: NonNullable<Parameters<typeof follow>[0]['onState']> = (state) => {
    if (state.status === 'connected' && state.how === 'reset') {
      view = emptyView(server.debate);
      renderEvent = createTranscript(transcript);
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
