import { createServer, type ServerResponse } from 'node:http';
import { createModelAgent } from '../../../../app/agents/providers/model-agent.ts';
import type { ReplyFinish, ReplyPart } from '../../../../app/agents/providers/reply-stream.ts';
import { profile } from '../../../../app/contract/profiles.ts';
import { type Clock, systemClock } from '../../../../app/shared/clock.ts';
import { proposeBrief } from '../../../support/agents/briefs.ts';
import { plainCallSettings } from '../../../support/agents/chat-server.ts';
import { listenOnLoopback } from '../../../support/agents/model-server.ts';
import type { WireName } from '../../../support/agents/wire-formats.ts';
import { createWireStream, secret } from '../../../support/agents/wire-streams.ts';

export type Behaviour = (response: ServerResponse) => void;

/** A provider on loopback that answers every call as a test says. */
export async function openWireServer() {
  let behaviour: Behaviour = (response) => void response.end();
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      bodies.push(body);
      response.on('error', () => {});
      behaviour(response);
    });
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    bodies,
    answerWith(next: Behaviour) {
      behaviour = next;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The end of a reply comes 50 ms after a finish reason. */
const fastClock: Pick<Clock, 'after'> = { after: (ms, run) => systemClock.after(ms / 40, run) };

/** Calls a wire whose server behaves so; gives the completion or the failure, and the parts of the stream. */
export async function callWire(
  server: Awaited<ReturnType<typeof openWireServer>>,
  wire: WireName,
  behaviour: Behaviour,
) {
  server.answerWith(behaviour);
  const parts: ReplyPart[] = [];
  let finish: ReplyFinish | null = null;
  const stream = createWireStream(wire, { url: server.url, clock: fastClock });
  const agent = createModelAgent({
    model: `${wire}:test-model`,
    settings: plainCallSettings,
    secrets: [secret],
    limits: profile('test').agents,
    now: () => 0,
    async stream(request, onPart) {
      finish = await stream(request, (part) => {
        parts.push(part);
        onPart(part);
      });
      return finish;
    },
  });
  const signal = AbortSignal.timeout(20_000);
  const result = await agent
    .generate(proposeBrief({ documents: [] }), { signal, onText: () => {} })
    .catch((error: unknown) => error);
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : []));
  return { result, finish, reasoning };
}
