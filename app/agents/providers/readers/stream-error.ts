import { member } from '../json-member.ts';
import { ProviderResponseError } from '../reply-stream.ts';

/** The message in the usual shapes: `{error: {message}}`, `{error: text}`, `{message}`, `{detail}`. */
export function findErrorMessage(body: unknown): string | null {
  const error = member(body, 'error') ?? member(member(body, '0'), 'error');
  for (const value of [member(error, 'message'), error, member(body, 'message'), member(body, 'detail')])
    if (typeof value === 'string' && value !== '') return value;
  return error === undefined || error === null ? null : JSON.stringify(error);
}

/** Throws when the event is an error: `{error}`, `{type: 'error'}`, `[{error}]`, or named as one by its event line. */
export function throwIfError(event: unknown, isNamedError = false): void {
  const error = member(event, 'error') ?? member(member(event, '0'), 'error');
  if (error !== undefined && error !== null) throw toStreamError(error, event);
  if (isNamedError || member(event, 'type') === 'error') throw toStreamError(event, event);
}

/** The error that a provider reports in a stream whose status was 200. */
export function toStreamError(error: unknown, event: unknown): ProviderResponseError {
  const message = findErrorMessage({ error }) ?? findErrorMessage(event) ?? 'an error without a message';
  return new ProviderResponseError(message, {
    statusCode: findStatus(error) ?? findStatus(event) ?? findStatusOfMessage(message),
    body: JSON.stringify(error) ?? '',
  });
}

/** What the names of errors mean as an HTTP status. */
const statuses: readonly (readonly [RegExp, number])[] = [
  [/insufficient.?quota|billing|payment/i, 402],
  [/authentication|unauthenticated|api.?key|unrecognizedclient|expiredtoken/i, 401],
  [/permission|access.?denied|forbidden/i, 403],
  [/not.?found/i, 404],
  [/rate.?limit|throttl|quota|too.?many|resource.?exhausted/i, 429],
  [
    /overload|unavailable|server.?error|internal|api_error|timeout|deadline|not.?ready|model.?(?:stream)?.?error/i,
    503,
  ],
  [/invalid|validation|content|context|too.?large|bad.?request|failed.?precondition/i, 400],
];

/** A number in `code` or `status`, or a name in `type`, `code` or `status`. */
function findStatus(error: unknown): number | null {
  const values = ['code', 'status', 'status_code', 'type'].map((name) => member(error, name));
  const code = values.map(Number).find((value) => Number.isInteger(value) && value >= 400 && value <= 599);
  if (code !== undefined) return code;
  const names = values.filter((value) => typeof value === 'string').join(' ');
  return statuses.find(([pattern]) => pattern.test(names))?.[1] ?? null;
}

/** Without a code the message says it, in words that only outages and limits have. */
function findStatusOfMessage(message: string): number | null {
  if (/rate.?limit|quota|throttl/i.test(message)) return 429;
  return /overload|unavailable|server.?error|no capacity/i.test(message) ? 503 : null;
}
