import { createClient } from '../../../app/client/client.ts';
import { until } from '../../support/until.ts';
import { startTokenProvider } from './token-provider.ts';
import { type TokenViewer, watchTokens } from './token-viewer.ts';

/** Runs in a process of its own, so that it can have a core of its own. Talks to the bench over IPC. */

export interface TokenLoadOptions {
  readonly debates: number;
  readonly viewersPerDebate: number;
  readonly tokensPerSecond: number;
}

export type TokenLoadRequest =
  | { readonly type: 'start'; readonly url: string }
  /** Measures from now on. */
  | { readonly type: 'begin' }
  | { readonly type: 'end' };

export type TokenLoadReply =
  | { readonly type: 'provider'; readonly url: string }
  | { readonly type: 'running' }
  | { readonly type: 'begun' }
  | {
      readonly type: 'measured';
      readonly tokensSent: number;
      readonly seconds: number;
      readonly agesMs: readonly number[];
    };

export const seatsPerDebate = 3;

const send = (message: TokenLoadReply) => void process.send?.(message);

async function main({ debates, viewersPerDebate, tokensPerSecond }: TokenLoadOptions): Promise<void> {
  const provider = await startTokenProvider(tokensPerSecond);
  let viewers: readonly TokenViewer[] = [];
  let begunAt = 0;
  let sentBefore = 0;

  async function start(url: string): Promise<void> {
    const client = createClient({ baseUrl: url });
    const port = Number(new URL(url).port);
    for (let index = 0; index < debates; index += 1) {
      const { id } = await client.create({ question: `Which of both is better, ${index}?`, rounds: 0 });
      const added = Array.from({ length: viewersPerDebate }, (_, viewer) =>
        watchTokens(port, id, viewer === 0),
      );
      viewers = [...viewers, ...added];
    }
    await until(() => provider.streams() >= debates * seatsPerDebate, 'all streams', {
      last: () => provider.streams(),
      timeoutMs: 60_000,
    });
    send({ type: 'running' });
  }

  process.on('message', (request: TokenLoadRequest) => {
    switch (request.type) {
      case 'start':
        return void start(request.url);
      case 'begin':
        for (const viewer of viewers) viewer.takeAgesMs();
        [begunAt, sentBefore] = [performance.now(), provider.sent()];
        return send({ type: 'begun' });
      case 'end':
        return send({
          type: 'measured',
          tokensSent: provider.sent() - sentBefore,
          seconds: (performance.now() - begunAt) / 1000,
          agesMs: viewers.flatMap((viewer) => viewer.takeAgesMs()),
        });
    }
  });
  process.on('disconnect', () => process.exit());
  send({ type: 'provider', url: provider.url });
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? ''));
