import { APICallError, InvalidResponseDataError } from '@ai-sdk/provider';
import type { FailureReason, Usage } from '../../debate/core/events.ts';
import { AgentFailure } from '../agent.ts';

/** What is known about the call that failed. */
export interface FailedCallInfo {
  /** `provider:model`, to begin the message with. */
  readonly model: string;
  /** What must not stand in a message, wherever the provider repeats it. */
  readonly secrets: readonly string[];
  readonly messageCharsMax: number;
  /** Whether text had arrived. */
  readonly hasText: boolean;
  readonly usage: Usage;
  /** Milliseconds since 1970: Retry-After may be a date. */
  readonly now: number;
}

/**
 * Types what a provider's package threw, rejected or streamed. The original is not kept as a cause: it holds
 * the whole prompt, and sometimes a part of the key.
 */
export function toAgentFailure(error: unknown, call: FailedCallInfo): AgentFailure {
  if (error instanceof AgentFailure) return error;
  const facts = readErrorDetails(error);
  const reason = classifyFailure(facts, call.hasText);
  const message = facts.status === null ? facts.message : `answered ${facts.status}: ${facts.message}`;
  return new AgentFailure(reason, formatFailureMessage(message, call), {
    retryable: isRetryable(reason, facts),
    retryAfterMs: parseRetryAfterMs(facts.headers, call.now),
    usage: call.usage,
  });
}

/** One line, without secrets, not longer than `messageCharsMax`. */
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
/** Keys by their looks, because providers repeat them shortened or starred out. */
const apiKeyPattern = /\b(?:sk-|AIza|AKIA|ASIA|Bearer\s+)[\w*.+/=-]{4,}/g;

interface ErrorDetails {
  readonly message: string;
  /** HTTP status, of the answer or of an error in the stream; null when there is none. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Message, code and type: what to look for words in. */
  readonly words: string;
  readonly isNetwork: boolean;
  /** The answer ended before its end, and the package noticed. */
  readonly isCut: boolean;
}

function readErrorDetails(error: unknown): ErrorDetails {
  const message =
    stringMember(error, 'message') ?? (typeof error === 'string' ? error : 'failed without a message');
  const body = stringMember(error, 'responseBody') ?? '';
  const words = [message, body, member(error, 'code'), member(error, 'type')].join(' ').toLowerCase();
  return {
    message: withBody(error, message),
    status: findStatus(error, words),
    headers: (APICallError.isInstance(error) && error.responseHeaders) || {},
    words,
    isNetwork: isNetworkError(error),
    isCut: InvalidResponseDataError.isInstance(error) || /^incomplete .*frame/.test(words),
  };
}

/** A status line alone ("Bad Request") says nothing; then the body's beginning does. */
function withBody(error: unknown, message: string): string {
  const body = stringMember(error, 'responseBody');
  return body && /^[A-Z][\w-]*( [\w-]+){0,3}$/.test(message) ? `${message}: ${body}` : message;
}

function findStatus(error: unknown, words: string): number | null {
  const status = Number(member(error, 'statusCode') ?? member(error, 'code'));
  if (Number.isInteger(status) && status >= 400 && status <= 599) return status;
  if (APICallError.isInstance(error)) return null;
  if (/rate.?limit|quota|throttl/.test(words)) return 429;
  return /overload|unavailable|server.?error/.test(words) ? 503 : null;
}

function classifyFailure({ status, words, isNetwork, isCut }: ErrorDetails, hasText: boolean): FailureReason {
  if (status === null) {
    if (isCut || (isNetwork && hasText)) return 'cut-off';
    return isNetwork ? 'unreachable' : 'provider-error';
  }
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'unknown-model';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 424 || status >= 500) return 'overloaded';
  if (/api.?key/.test(words)) return 'unauthorized';
  if (/model identifier|model\b.{0,80}(?:not found|does not exist|unknown)/.test(words))
    return 'unknown-model';
  return /content.?(?:policy|filter)|safety/.test(words) ? 'refused' : 'provider-error';
}

function isRetryable(reason: FailureReason, { words }: ErrorDetails): boolean {
  // A spent quota answers 429 like a full second, but waiting does not help.
  if (reason === 'rate-limited') return !words.includes('insufficient_quota');
  return reason === 'overloaded' || reason === 'unreachable' || reason === 'cut-off';
}

function isNetworkError(error: unknown): boolean {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    if (/^(?:E[A-Z_]+|UND_ERR_\w+)$/.test(stringMember(current, 'code') ?? '')) return true;
    if (/^(?:fetch failed|terminated|Cannot connect to API)/i.test(current.message)) return true;
  }
  return false;
}

/** The wait that the provider asks for, in milliseconds, or null. */
function parseRetryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const afterMs = headers['retry-after-ms'];
  if (afterMs !== undefined && Number(afterMs) >= 0) return Number(afterMs);
  const after = headers['retry-after'];
  if (after === undefined) return null;
  if (Number(after) >= 0) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function stringMember(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : null;
}
