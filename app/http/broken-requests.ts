import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { catalogue, type ProblemCode, problem, problemType } from './problems.ts';

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

const details: Partial<Record<ProblemCode, string>> = {
  'headers-too-large': 'Send smaller headers, cookies among them.',
  'request-timeout': 'The whole request did not come in time.',
};

/** Answers what is not HTTP, or comes too slowly, and so never becomes a request. */
export function answerBrokenRequests(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, answer) => answers.set(request.socket, answer));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    const inAnswer = answer?.headersSent === true && !answer.writableFinished;
    if (!socket.writable || inAnswer || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(rawAnswer(codes[error.code ?? ''] ?? 'malformed-request'), () => socket.destroy());
  });
}

function rawAnswer(code: ProblemCode): string {
  const { status, title } = catalogue[code];
  const body = JSON.stringify(problem(code, details[code] ?? 'What came cannot be read as HTTP/1.1.'));
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
