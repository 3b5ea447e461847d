import { streamAnthropic } from '../../../app/agents/providers/anthropic.ts';
import { streamBedrock } from '../../../app/agents/providers/bedrock.ts';
import { streamChatCompletion } from '../../../app/agents/providers/chat-completions.ts';
import { streamGoogle } from '../../../app/agents/providers/google.ts';
import { streamOpenai } from '../../../app/agents/providers/openai.ts';
import type { StreamReply } from '../../../app/agents/providers/reply-stream.ts';
import { createPacedSend, type Send } from '../../../app/agents/providers/transport/send.ts';
import { createBatchTimer } from '../../../app/shared/batch-timer.ts';
import { type Clock, systemClock } from '../../../app/shared/clock.ts';
import type { WireName } from './wire-formats.ts';

export const secret = 'a-test-key-0123456789';

export interface WireStreamOptions {
  readonly url: string;
  readonly clock: Pick<Clock, 'after'>;
  readonly model?: string;
  readonly send?: Send;
}

/** Paces every small read, so that all tests of a wire meet connections that rest. */
const sendPaced = createPacedSend({
  ...{ batchTimer: createBatchTimer(systemClock, 1), clock: systemClock },
  connectionsMin: 1,
});

/** The stream of a wire, as the configured providers make it. */
export function createWireStream(
  wire: WireName,
  { url, clock, model = 'test-model', send = sendPaced }: WireStreamOptions,
): StreamReply {
  const deps = { send, clock, model, apiKey: secret, baseUrl: url };
  const key = { accessKeyId: 'AKIATEST', secretAccessKey: secret };
  switch (wire) {
    case 'anthropic':
      return streamAnthropic(deps);
    case 'openai':
      return streamOpenai(deps);
    case 'google':
      return streamGoogle(deps);
    case 'compatible':
      return streamChatCompletion(deps);
    case 'bedrock':
      return streamBedrock({ ...deps, region: 'eu-central-1', credentials: async () => key });
  }
}
