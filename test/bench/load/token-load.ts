import { createClient } from '../../../app/client/client.ts';
import { until } from '../../support/until.ts';
import { startTokenProvider } from './token-provider.ts';
import { type TokenViewer, watchTokens } from './token-viewer.ts';

/** Runs in a process of its own, so that it can have a core of its own. Talks to the bench over IPC. */

export interface TokenLoadOptions {
  readonly viewersPerDebate: number;
  readonly tokensPerSecond: number;
}

export type TokenLoadRequest =
  /** Starts debates until there are so many. */
  | { readonly type: 'grow'; readonly url: string; readonly debates: number }
  /** Measures from now on. */
  | { readonly type: 'begin' }
  | { readonly type: 'end' };

export type TokenLoadReply =
  | { readonly type: 'provider'; readonly url: string }
  | { readonly type: 'grown' }
  | { readonly type: 'begun' }
  | {
      readonly type: 'measured';
      readonly tokensSent: number;
      readonly seconds: number;
      /** One for each token that the first viewer of its debate has received. */
      readonly agesMs: readonly number[];
    };

export const seatsPerDebate = 3;

/** The debates that start at the same time. */
const creationsMax = 8;

const send = (message: TokenLoadReply) => void process.send?.(message);

async function main({ viewersPerDebate, tokensPerSecond }: TokenLoadOptions): Promise<void> {
  const provider = await startTokenProvider(tokensPerSecond);
  const viewers: TokenViewer[] = [];
  let debates = 0;
  let begunAt = 0;
  let sentBefore = 0;

  async function startDebate(url: string, index: number): Promise<void> {
    const question = `Which of both is better, ${index}?`;
    const { id } = await createClient({ baseUrl: url }).create({ question, rounds: 0 });
    for (let viewer = 0; viewer < viewersPerDebate; viewer += 1)
      viewers.push(watchTokens(Number(new URL(url).port), id, viewer === 0));
  }

  async function grow(url: string, size: number): Promise<void> {
    const startNext = async () => {
      while (debates < size) await startDebate(url, debates++);
    };
    await Promise.all(Array.from({ length: creationsMax }, startNext));
    await until(() => provider.streams() >= size * seatsPerDebate, 'all streams', {
      last: () => provider.streams(),
      timeoutMs: 60_000,
    });
    send({ type: 'grown' });
  }

  process.on('message', (request: TokenLoadRequest) => {
    switch (request.type) {
      case 'grow':
        return void grow(request.url, request.debates);
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
