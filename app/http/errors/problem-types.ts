import type { Rejection } from '../../debate/core/commands.ts';
import type { ProblemResponse } from '../../debate/views/responses.ts';

/** All error codes of the API. Codes are stable; /docs lists them. */
export const problemTypes = {
  'bad-http-request': { status: 400, title: 'The request is not valid HTTP' },
  'malformed-body': { status: 400, title: 'The request body could not be parsed' },
  'invalid-query': { status: 400, title: 'The query string is invalid' },
  'invalid-cursor': { status: 400, title: 'The cursor is invalid' },
  'invalid-idempotency-key': { status: 400, title: 'The Idempotency-Key is invalid' },
  'unsupported-protocol-version': { status: 400, title: 'The protocol version is not supported' },
  'sign-in-failed': { status: 400, title: 'The sign-in failed' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  'insufficient-scope': { status: 403, title: 'The key lacks the required scope' },
  'sign-in-not-allowed': { status: 403, title: 'This person may not use the server' },
  'origin-not-allowed': { status: 403, title: 'Origin not allowed' },
  'internal-only': { status: 403, title: 'Available from inside the network only' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'client-closed-request': { status: 408, title: 'Client closed the request' },
  'request-timeout': { status: 408, title: 'Request timeout' },
  'debate-ended': { status: 409, title: 'The debate has ended' },
  'debate-not-ended': { status: 409, title: 'The debate has not ended' },
  'state-conflict': { status: 409, title: 'The debate has moved on' },
  'no-answer': { status: 409, title: 'The debate has no answer' },
  'not-an-extension': { status: 409, title: 'The limit would not be higher' },
  'approval-pending': { status: 409, title: 'The debate waits for approval' },
  'approval-not-pending': { status: 409, title: 'The debate does not wait for approval' },
  'too-many-notes': { status: 409, title: 'Too many notes' },
  'too-many-panels': { status: 409, title: 'Too many panels' },
  'too-many-keys': { status: 409, title: 'Too many keys' },
  'key-inactive': { status: 409, title: 'The key is no longer active' },
  'key-creation-disabled': { status: 409, title: 'This server cannot issue keys' },
  'idempotency-conflict': { status: 409, title: 'The Idempotency-Key belongs to another request' },
  'payload-too-large': { status: 413, title: 'The request body is too large' },
  'evidence-too-large': { status: 413, title: 'A document is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'not-served-here': { status: 421, title: 'This deployment does not serve the route' },
  'misdirected-request': { status: 421, title: 'Unknown host name' },
  'validation-failed': { status: 422, title: 'The request is invalid' },
  'model-unavailable': { status: 422, title: 'Model not available' },
  'insufficient-budget': { status: 422, title: 'The budget is too small' },
  'host-not-allowed': { status: 422, title: 'Documents are not read from this host' },
  'source-unavailable': { status: 422, title: 'A document cannot be read from its address' },
  'search-not-configured': { status: 422, title: 'There is no search server' },
  'upgrade-required': { status: 426, title: 'WebSocket upgrade required' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'daily-budget-spent': { status: 429, title: 'The budget of the day is spent' },
  'connection-limit': { status: 429, title: 'Too many open connections' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'response-too-large': { status: 507, title: 'The response is too large' },
  'internal-error': { status: 500, title: 'Internal error' },
  'search-unavailable': { status: 503, title: 'The search server does not answer' },
  overloaded: { status: 503, title: 'Server overloaded' },
  'initialization-failed': { status: 503, title: 'Initialization failed' },
  'issuer-unavailable': { status: 503, title: 'The issuer of OpenID Connect does not answer' },
  unavailable: { status: 503, title: 'Service unavailable' },
  'deadline-exceeded': { status: 504, title: 'Deadline exceeded' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof problemTypes;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemTypes, code);

export interface ProblemOptions {
  readonly errors?: ProblemResponse['errors'];
  /** Headers of the response, such as Allow. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log; the response does not have it. */
  readonly cause?: unknown;
}

/** An error with a response of its own. Thrown anywhere in a request; the error handler responds. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.options = options;
  }
}

/** Ends the request with a problem. `detail` names what is wrong and how to fix it. */
export function throwProblem(code: ProblemCode, detail: string, options?: ProblemOptions): never {
  throw new ProblemError(code, detail, options);
}

/** A 401 problem with the WWW-Authenticate header that HTTP requires. */
export const unauthenticatedProblem = (detail: string): ProblemError =>
  new ProblemError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer realm="rostrum"' } });

const codesByRejection: Readonly<Record<Rejection['code'], ProblemCode>> = {
  missing: 'not-found',
  ended: 'debate-ended',
  'already-stopping': 'state-conflict',
  'too-many-notes': 'too-many-notes',
  'not-an-extension': 'not-an-extension',
  'over-daily-budget': 'daily-budget-spent',
  'approval-pending': 'approval-pending',
  'approval-not-pending': 'approval-not-pending',
  'not-due': 'state-conflict',
  'not-running': 'state-conflict',
  exists: 'state-conflict',
};

/** Ends the request because the debate rejected the command. */
export const throwRejection = ({ code, detail }: Rejection): never =>
  throwProblem(codesByRejection[code], detail);

/** The problem as a response body. `type` links to its entry on the docs page. */
export function createProblem(
  code: ProblemCode,
  detail: string,
  members: ProblemMembers = {},
): ProblemResponse {
  const { status, title } = problemTypes[code];
  return { type: `/docs#${code}`, title, status, code, detail, ...members };
}

type ProblemMembers = Pick<ProblemResponse, 'errors' | 'requestId'>;

export const problemMediaType = 'application/problem+json';
