import { describe, expect, it } from 'vitest';
import {
  describeFailure,
  describeLostTurns,
  type Failure,
} from '../../../app/debate/core/describe-failures.ts';

const failed = (reason: Failure['reason'], message: string) => ({ failure: { reason, message } });
const fine = { failure: null };

describe('the message of a failure', () => {
  it.each([
    [
      'unauthorized',
      'a:m: status 401: The key is revoked',
      'revoked. Check the key of this provider on the server.',
    ],
    [
      'unauthorized',
      'a:m: status 402: Only 512 tokens can be afforded',
      'afforded. Add credit at the provider',
    ],
    ['rate-limited', 'a:m: status 429: insufficient_quota', 'Add credit at the provider'],
    [
      'provider-error',
      'a:m: status 400: maximum context length is 8192.',
      '8192. Use less evidence, or choose a model',
    ],
    ['unknown-model', 'a:m: status 404: no such model', 'model. Check the name of the model'],
    ['unreachable', 'a:m: fetch failed', 'failed. Check that the model server runs'],
  ] as const)('%s says what to do: %s', (reason, message, expected) => {
    expect(describeFailure({ reason, message })).toContain(expected);
  });

  it('is left alone when nothing can be said about it', () => {
    expect(describeFailure({ reason: 'provider-error', message: 'a:m: odd' })).toBe('a:m: odd.');
  });
});

describe('lost turns', () => {
  const key = failed('unauthorized', 'a:m: status 401: revoked');

  it('have their common cause in one sentence', () => {
    expect(describeLostTurns([key, key])).toBe(
      'All calls failed for one reason: a:m: status 401: revoked. Check the key of this provider on the server.',
    );
    expect(describeLostTurns([key, fine, key])).toMatch(/^2 of 3 turns failed: a:m: status 401/);
  });

  it('have their first failure when the causes differ, and none without failures', () => {
    expect(describeLostTurns([key, failed('overloaded', 'b:m: status 503')])).toMatch(
      /^The first failure: a:m/,
    );
    expect(describeLostTurns([fine])).toBeNull();
  });
});
