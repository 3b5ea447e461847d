import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProblem, type ProblemCode, problemMediaType, problemTypes } from './problem-types.ts';

const codesByError: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

const details: Partial<Record<ProblemCode, string>> = {
  'headers-too-large': 'Send smaller headers, cookies among them.',
  'request-timeout': 'The whole request did not come in time.',
};

/** Answers what is not HTTP, or comes too slowly, and so never becomes a request. */
export function handleClientErrors(server: Server): void {
  const responses = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => responses.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const response = responses.get(socket);
    const isResponding = response?.headersSent === true && !response.writableFinished;
    if (!socket.writable || isResponding || error.code === 'ECONNRESET') socket.destroy();
    else
      socket.end(rawResponse(codesByError[error.code ?? ''] ?? 'bad-http-request'), () => socket.destroy());
  });
}

function rawResponse(code: ProblemCode): string {
  const { status, title } = problemTypes[code];
  const body = JSON.stringify(createProblem(code, details[code] ?? 'What came cannot be read as HTTP/1.1.'));
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
