import type { Refusal as DebateRefusal } from '../debate/decide.ts';
import type { ProblemResource } from '../debate/resources.ts';

/** Every way in which a request can be refused or fail. Codes are stable; the docs page lists them. */
export const catalogue = {
  'malformed-request': { status: 400, title: 'This is not HTTP' },
  'bad-body': { status: 400, title: 'The body cannot be read' },
  'bad-query': { status: 400, title: 'The query string cannot be read' },
  'bad-cursor': { status: 400, title: 'The cursor cannot be read' },
  'bad-idempotency-key': { status: 400, title: 'The Idempotency-Key cannot be used' },
  unauthenticated: { status: 401, title: 'A key is needed' },
  forbidden: { status: 403, title: 'The key does not allow this' },
  'cross-origin': { status: 403, title: 'Another site asks' },
  'inside-only': { status: 403, title: 'Only from inside' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'Not with this method' },
  'client-closed': { status: 408, title: 'The client went away' },
  'request-timeout': { status: 408, title: 'The request came too slowly' },
  ended: { status: 409, title: 'The debate has ended' },
  running: { status: 409, title: 'The debate has not ended' },
  'out-of-turn': { status: 409, title: 'The debate has gone on meanwhile' },
  'too-many-notes': { status: 409, title: 'There are too many notes' },
  'too-many-keys': { status: 409, title: 'There are too many keys' },
  'key-ended': { status: 409, title: 'The key is not valid any more' },
  'no-pepper': { status: 409, title: 'This server cannot make keys' },
  'idempotency-conflict': { status: 409, title: 'The Idempotency-Key belongs to another request' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'evidence-too-large': { status: 413, title: 'A document is too large' },
  'unsupported-media-type': { status: 415, title: 'This kind of body is not read' },
  'not-on-function': { status: 421, title: 'A function does not serve this' },
  misdirected: { status: 421, title: 'This host name is not ours' },
  invalid: { status: 422, title: 'The body breaks a rule' },
  'unknown-model': { status: 422, title: 'A model is not at hand' },
  'upgrade-required': { status: 426, title: 'This address speaks WebSocket' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-many-viewers': { status: 429, title: 'Too many streams and sockets' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'answer-too-large': { status: 507, title: 'The answer is too large' },
  internal: { status: 500, title: 'Something went wrong inside' },
  busy: { status: 503, title: 'Too much at once' },
  'not-started': { status: 503, title: 'The function cannot start' },
  unavailable: { status: 503, title: 'The database does not answer' },
  deadline: { status: 504, title: 'It took too long' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof catalogue;

export interface Extras {
  readonly errors?: ProblemResource['errors'];
  /** Headers of the answer, such as Allow. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The caller's fault, or a state that will pass: thrown anywhere in a request, answered in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly extras: Extras;

  constructor(code: ProblemCode, detail: string, extras: Extras = {}) {
    super(detail);
    this.code = code;
    this.extras = extras;
  }
}

/** Ends the request with a problem. `detail` says what is wrong and how to cure it. */
export function refuse(code: ProblemCode, detail: string, extras?: Extras): never {
  throw new Refusal(code, detail, extras);
}

const ofDebate: Readonly<Record<DebateRefusal['refused'], ProblemCode>> = {
  missing: 'not-found',
  ended: 'ended',
  'already-stopping': 'out-of-turn',
  'too-many-notes': 'too-many-notes',
  'not-due': 'out-of-turn',
  'not-running': 'out-of-turn',
  exists: 'out-of-turn',
};

/** Ends the request with what the debate itself refused. */
export const refuseAs = ({ refused, detail }: DebateRefusal): never => refuse(ofDebate[refused], detail);

/** The problem on the wire. `type` is the place on the docs page that explains it. */
export function problem(code: ProblemCode, detail: string, more: ProblemMore = {}): ProblemResource {
  const { status, title } = catalogue[code];
  return { type: `/docs#${code}`, title, status, code, detail, ...more };
}

type ProblemMore = Pick<ProblemResource, 'errors' | 'requestId'>;

export const problemType = 'application/problem+json';
