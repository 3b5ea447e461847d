import type { FailureReason, Usage } from '../../debate/core/events.ts';
import { AgentFailure } from '../agent.ts';
import { member } from './json-member.ts';
import { ProviderResponseError, ReplyTooLongError } from './reply-stream.ts';

export interface FailedCallInfo {
  /** `provider:model`, the start of the message. */
  readonly model: string;
  /** Values to remove from messages, because providers repeat them. */
  readonly secrets: readonly string[];
  readonly messageCharsMax: number;
  /** True when text had arrived before the failure. */
  readonly hasText: boolean;
  /** True when text or hidden reasoning had arrived. */
  readonly hasOutput: boolean;
  /** What the call may have cost. */
  readonly estimate: () => Usage;
  /** Milliseconds since 1970; needed because Retry-After may be a date. */
  readonly now: number;
}

/**
 * Converts an error of a provider or of the connection to it. The original is not kept as the cause, because it
 * contains the whole prompt and sometimes a part of the key.
 */
export function toAgentFailure(error: unknown, call: FailedCallInfo): AgentFailure {
  if (error instanceof AgentFailure) return error;
  const details = readErrorDetails(error);
  const reason = error instanceof ReplyTooLongError ? 'too-long' : classifyFailure(details, call.hasText);
  const message = details.status === null ? details.message : `status ${details.status}: ${details.message}`;
  return new AgentFailure(reason, formatFailureMessage(message, call), {
    retryable: isRetryable(reason, details),
    permanent: isPermanent(reason, details),
    retryAfterMs: parseRetryAfterMs(details.headers, call.now),
    // A call without a reply is not charged, but one that is cut off may have been thinking.
    ...((call.hasOutput || reason === 'cut-off') && { usage: call.estimate() }),
  });
}

/** Formats a message as one line without secrets, at most `messageCharsMax` long. */
export function formatFailureMessage(
  message: string,
  { model, secrets, messageCharsMax }: Pick<FailedCallInfo, 'model' | 'secrets' | 'messageCharsMax'>,
): string {
  const redacted = secrets.reduce(
    (text, secret) => text.replaceAll(secret, redactedText),
    `${model}: ${message}`,
  );
  const line = redacted.replace(apiKeyPattern, redactedText).replace(/\s+/g, ' ').trim();
  return line.length <= messageCharsMax ? line : `${line.slice(0, messageCharsMax - 1)}…`;
}

const redactedText = '[hidden]';
/** Matches keys by their format, because providers repeat them shortened or masked. */
const apiKeyPattern = /\b(?:sk-|AIza|AKIA|ASIA|Bearer\s+)[\w*.+/=-]{4,}/g;

interface ErrorDetails {
  readonly message: string;
  /** HTTP status of the response or of an error in the stream, or null. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Message, body, code and type in lower case, to classify by keywords. */
  readonly searchText: string;
  readonly isNetwork: boolean;
  /** A frame of the response did not arrive as it was sent. */
  readonly isCut: boolean;
}

function readErrorDetails(error: unknown): ErrorDetails {
  const message =
    stringMember(error, 'message') ?? (typeof error === 'string' ? error : 'failed without a message');
  const body = stringMember(error, 'responseBody') ?? '';
  const searchText = [message, body, member(error, 'code'), member(error, 'type')].join(' ').toLowerCase();
  return {
    message: withBody(error, message),
    status: findStatus(error, searchText),
    headers: error instanceof ProviderResponseError ? error.responseHeaders : {},
    searchText,
    isNetwork: isNetworkError(error),
    isCut: /^incomplete .*frame/.test(searchText),
  };
}

/** Adds the body to a bare status line such as "Bad Request", which explains nothing. */
function withBody(error: unknown, message: string): string {
  const body = stringMember(error, 'responseBody');
  return body && /^[A-Z][\w-]*( [\w-]+){0,3}$/.test(message) ? `${message}: ${body}` : message;
}

function findStatus(error: unknown, searchText: string): number | null {
  const status = Number(member(error, 'statusCode') ?? member(error, 'code'));
  if (Number.isInteger(status) && status >= 400 && status <= 599) return status;
  if (error instanceof ProviderResponseError) return null;
  return statusWords.find(([words]) => words.test(searchText))?.[1] ?? null;
}

/** What providers write inside a stream in place of a status. */
const statusWords: readonly (readonly [RegExp, number])[] = [
  [/authentication.?error|invalid.?api.?key|unauthori[sz]ed/, 401],
  [/insufficient.?(?:quota|credit|funds|balance)|payment.?required/, 402],
  [/permission.?(?:error|denied)|access.?denied/, 403],
  [/not.?found.?error|model.?not.?found|resource.?not.?found/, 404],
  [/rate.?limit|quota|throttl/, 429],
  [/overload|unavailable|server.?error/, 503],
];

function classifyFailure(
  { status, searchText, isNetwork, isCut }: ErrorDetails,
  hasText: boolean,
): FailureReason {
  if (status === null) {
    if (isCut || (isNetwork && hasText)) return 'cut-off';
    return isNetwork ? 'unreachable' : 'provider-error';
  }
  if (status === 401 || status === 402 || status === 403) return 'unauthorized';
  if (status === 404) return 'unknown-model';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 424 || status >= 500) return 'overloaded';
  if (/api.?key/.test(searchText)) return 'unauthorized';
  if (/model identifier|model\b.{0,80}(?:not found|does not exist|unknown)/.test(searchText))
    return 'unknown-model';
  return /content.?(?:policy|filter)|safety/.test(searchText) ? 'refused' : 'provider-error';
}

/** Statuses of a request that may be accepted later, unlike other refusals. */
const temporaryRefusals: readonly number[] = [408, 409, 424, 425, 429];

function isPermanent(reason: FailureReason, { status, searchText }: ErrorDetails): boolean {
  if (reason === 'unauthorized' || reason === 'unknown-model' || reason === 'refused') return true;
  if (reason === 'rate-limited') return searchText.includes('insufficient_quota');
  return status !== null && status >= 400 && status < 500 && !temporaryRefusals.includes(status);
}

function isRetryable(reason: FailureReason, { searchText }: ErrorDetails): boolean {
  // A spent quota has status 429 like a rate limit, but waiting does not help.
  if (reason === 'rate-limited') return !searchText.includes('insufficient_quota');
  return reason === 'overloaded' || reason === 'unreachable' || reason === 'cut-off';
}

function isNetworkError(error: unknown): boolean {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    if (/^E(?!RR_)[A-Z_]+$/.test(stringMember(current, 'code') ?? '')) return true;
    if (/^the (?:request failed|connection was closed)/.test(current.message)) return true;
  }
  return false;
}

/** The wait in milliseconds that the provider requested, or null. */
function parseRetryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const afterMs = headers['retry-after-ms'];
  if (afterMs !== undefined && Number(afterMs) >= 0) return Math.min(Number(afterMs), retryAfterMsMax);
  const after = headers['retry-after'];
  if (after === undefined) return null;
  if (Number(after) >= 0) return Math.min(Number(after) * 1000, retryAfterMsMax);
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.min(Math.max(0, date - now), retryAfterMsMax);
}

/** A year: what is longer is a mistake, and no valid date for a message. */
const retryAfterMsMax = 365 * 24 * 60 * 60 * 1000;

function stringMember(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : null;
}
