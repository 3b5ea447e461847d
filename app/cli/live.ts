import { keyHeaders } from '../client/exchange.ts';
import { follow } from '../client/follow.ts';
import { applyFrame, type DebateView, emptyView } from '../debate/view.ts';
import { createNarrator } from './narrate.ts';
import type { Reporter } from './reporter.ts';

/**
 * Shows a debate from event `after` on, until it ends or the signal fires, over however many connections that takes.
 * The log is always read from its start: what is shown of an event rests on those before it.
 */
export async function watchLive(
  server: { readonly baseUrl: string; readonly apiKey: string | undefined; readonly debate: string },
  after: number,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<DebateView> {
  let view = emptyView(server.debate);
  let narrate = createNarrator();
  const onState: NonNullable<Parameters<typeof follow>[0]['onState']> = (state) => {
    if (state.is === 'connected' && state.how === 'reset') {
      view = emptyView(server.debate);
      narrate = createNarrator();
    }
    reporter.connection(state);
  };
  try {
    for await (const frame of follow({ ...server, headers: keyHeaders(server.apiKey), signal, onState })) {
      view = applyFrame(view, frame);
      const passages = 'seq' in frame ? narrate(frame, view) : [];
      reporter.view(view);
      if ('seq' in frame && frame.seq > after) reporter.tell(passages);
    }
  } finally {
    reporter.close();
  }
  return view;
}
