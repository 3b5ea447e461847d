import type { Rejection as DebateRefusal } from '../../debate/core/decide.ts';
import type { ProblemResponse } from '../../debate/views/responses.ts';

/** Every way in which a request can be refused or fail. Codes are stable; the docs page lists them. */
export const problemTypes = {
  'bad-http-request': { status: 400, title: 'The request is not valid HTTP' },
  'malformed-body': { status: 400, title: 'The request body could not be parsed' },
  'invalid-query': { status: 400, title: 'The query string is invalid' },
  'invalid-cursor': { status: 400, title: 'The cursor is invalid' },
  'invalid-idempotency-key': { status: 400, title: 'The Idempotency-Key is invalid' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  'insufficient-scope': { status: 403, title: 'The key lacks the required scope' },
  'origin-not-allowed': { status: 403, title: 'Origin not allowed' },
  'internal-only': { status: 403, title: 'Available from inside the network only' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'client-closed-request': { status: 408, title: 'Client closed the request' },
  'request-timeout': { status: 408, title: 'Request timeout' },
  'debate-ended': { status: 409, title: 'The debate has ended' },
  'debate-not-ended': { status: 409, title: 'The debate has not ended' },
  'state-conflict': { status: 409, title: 'The debate has moved on' },
  'too-many-notes': { status: 409, title: 'Too many notes' },
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
  'upgrade-required': { status: 426, title: 'WebSocket upgrade required' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'connection-limit': { status: 429, title: 'Too many open connections' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'response-too-large': { status: 507, title: 'The response is too large' },
  'internal-error': { status: 500, title: 'Internal error' },
  overloaded: { status: 503, title: 'Server overloaded' },
  'initialization-failed': { status: 503, title: 'Initialization failed' },
  unavailable: { status: 503, title: 'Service unavailable' },
  'deadline-exceeded': { status: 504, title: 'Deadline exceeded' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof problemTypes;

export interface ProblemOptions {
  readonly errors?: ProblemResponse['errors'];
  /** Headers of the answer, such as Allow. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The caller's fault, or a state that will pass: thrown anywhere in a request, answered in one place. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.code = code;
    this.options = options;
  }
}

/** Ends the request with a problem. `detail` says what is wrong and how to cure it. */
export function throwProblem(code: ProblemCode, detail: string, options?: ProblemOptions): never {
  throw new ProblemError(code, detail, options);
}

const codesByRejection: Readonly<Record<DebateRefusal['code'], ProblemCode>> = {
  missing: 'not-found',
  ended: 'debate-ended',
  'already-stopping': 'state-conflict',
  'too-many-notes': 'too-many-notes',
  'not-due': 'state-conflict',
  'not-running': 'state-conflict',
  exists: 'state-conflict',
};

/** Ends the request with what the debate itself refused. */
export const throwRejection = ({ code, detail }: DebateRefusal): never =>
  throwProblem(codesByRejection[code], detail);

/** The problem on the wire. `type` is the place on the docs page that explains it. */
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
