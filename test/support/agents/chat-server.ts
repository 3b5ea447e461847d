import { createServer, type ServerResponse } from 'node:http';
import { type CallSettings, defaultTraits } from '../../../app/agents/model-traits.ts';
import { streamChatCompletion } from '../../../app/agents/providers/chat-completions.ts';
import { createModelAgent } from '../../../app/agents/providers/model-agent.ts';
import { sendOverHttp } from '../../../app/agents/providers/transport/send.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { proposeBrief } from './briefs.ts';
import { listenOnLoopback } from './model-server.ts';

export type Script = (response: ServerResponse) => void;

/** The text that a complete reply has. */
export const chatReply = 'Two halves — 二つの半分.';
export const [firstHalf, secondHalf] = [chatReply.slice(0, 9), chatReply.slice(9)];

export const chatChunk = (delta: object, finish: string | null = null, more: object = {}) =>
  JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }], ...more });
export const sseData = (text: string) => `data: ${text}\n\n`;

export const streamScript =
  (body: string): Script =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body);

export const chatLimits = profile('test').agents;

/** Of a model about which nothing is known. */
export const plainCallSettings: CallSettings = {
  traits: defaultTraits,
  thinks: false,
  effort: null,
  outputTokensMax: chatLimits.outputTokensMax,
};

/** A chat completions server on loopback that answers every call with a script, and an agent that calls it. */
export async function openChatServer(settings: Partial<CallSettings> = {}) {
  let script: Script = streamScript('');
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      bodies.push(body);
      response.on('error', () => {});
      script(response);
    });
  });
  const url = await listenOnLoopback(server);
  const secret = 'a-test-key';
  const stream = streamChatCompletion({
    baseUrl: `${url}/v1`,
    apiKey: secret,
    model: 'm',
    send: sendOverHttp,
    clock: systemClock,
  });
  const agent = createModelAgent({
    model: 'compatible:m',
    secrets: [secret],
    stream,
    settings: { ...plainCallSettings, ...settings },
    limits: chatLimits,
    now: () => 0,
  });
  return {
    bodies,
    async generate(behaviour: Script) {
      script = behaviour;
      const texts: string[] = [];
      const signal = AbortSignal.timeout(20_000);
      const result = await agent
        .generate(proposeBrief({ documents: [] }), { signal, onText: (text) => texts.push(text) })
        .catch((error: unknown) => error);
      return { result, texts };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
