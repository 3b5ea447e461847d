import { createServer, type ServerResponse } from 'node:http';
import { block } from '../debates/block.ts';
import { listenOnLoopback } from './model-server.ts';
import { wireFormats } from './wire-formats.ts';

const { contentType, start, text, end } = wireFormats.compatible;

/** What a model named like this sends as fast as the connection takes it, without an end. */
export const floods: Readonly<Record<string, Uint8Array>> = {
  text: text('and so on '),
  pieces: text('.'),
  nothing: text(''),
  line: Buffer.from('x'),
};

const burstBytes = 64 * 1024;
const wordMs = 20;

/** Valid for a seat and for the judge. */
const reply = block('Yes.', {
  ...{ claim: 'Yes.', answer: 'Yes.', confidence: 0.9, citations: [], consensus: [] },
  ...{ contradictions: [], partialCoverage: [], uniqueInsights: [], blindSpots: [] },
});

/** A server of chat completions with a model for each flood, and `calm`, which sends a word at a time. */
export async function startFloodServer() {
  let isFinishing = false;
  let calmStreams = 0;
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.end('{"data":[{"id":"calm"}]}');
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      response.on('error', () => {});
      response.writeHead(200, { 'content-type': contentType }).write(start());
      const flood = floods[JSON.parse(body).model];
      if (flood === undefined) sendWords(response);
      else sendFlood(response, flood);
    });
  });

  function sendWords(response: ServerResponse): void {
    calmStreams += 1;
    const timer = setInterval(() => {
      response.write(text('word '));
      if (!isFinishing) return;
      clearInterval(timer);
      response.write(text(reply));
      response.end(end('stop'));
    }, wordMs);
    response.on('close', () => clearInterval(timer));
  }

  const url = await listenOnLoopback(server);
  return {
    url,
    calmStreams: () => calmStreams,
    /** Ends the replies of the calm model. */
    finish() {
      isFinishing = true;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function sendFlood(response: ServerResponse, piece: Uint8Array): void {
  const burst = Buffer.alloc(Math.floor(burstBytes / piece.length) * piece.length, piece);
  if (piece.length === 1) response.write('data: ');
  const send = () => {
    while (!response.destroyed && response.write(burst));
  };
  response.on('drain', send);
  send();
}
