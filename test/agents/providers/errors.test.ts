import { describe, expect, it } from 'vitest';
import { type FailedCallInfo, toAgentFailure } from '../../../app/agents/providers/errors.ts';
import { ProviderResponseError } from '../../../app/agents/providers/reply-stream.ts';
import { noUsage } from '../../../app/debate/cost/usage.ts';

const estimated = { inputTokens: 1, outputTokens: 2, estimated: true };
const call: FailedCallInfo = {
  model: 'openai:gpt-test',
  secrets: ['very-secret-value'],
  messageCharsMax: 200,
  hasText: false,
  hasOutput: false,
  estimate: () => estimated,
  now: Date.parse('2026-11-20T10:00:00Z'),
};

const refused = (statusCode: number, message: string, headers: Record<string, string> = {}) =>
  new ProviderResponseError(message, { statusCode, headers });

describe('the message of a failure', () => {
  it('contains no keys, whether in full or as providers repeat them', () => {
    const text = 'Incorrect API key very-secret-value, or sk-abc1***wxyz, or Bearer abcdefgh';
    const { message } = toAgentFailure(refused(401, text), call);
    expect(message).toBe('openai:gpt-test: status 401: Incorrect API key [hidden], or [hidden], or [hidden]');
  });

  it('is one line of bounded length', () => {
    const { message } = toAgentFailure(refused(400, `line one\nline two ${'x'.repeat(5000)}`), call);
    expect(message).toHaveLength(200);
    expect(message).toContain('line one line two');
    expect(message.endsWith('…')).toBe(true);
  });

  it('comes without the original error, which may contain the prompt', () => {
    expect(toAgentFailure(refused(400, 'no'), call).cause).toBeUndefined();
  });

  it('includes the body when the error is a bare status line', () => {
    const error = new ProviderResponseError('Bad Request', {
      statusCode: 400,
      body: 'the field x is unknown',
    });
    expect(toAgentFailure(error, call).message).toContain('the field x is unknown');
  });
});

describe('Retry-After', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '1500', 'retry-after': '7' }, 1500],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '1e300' }, 365 * 24 * 3_600_000],
    [{ 'retry-after': 'Fri, 20 Nov 9999 10:00:00 GMT' }, 365 * 24 * 3_600_000],
    [{}, null],
  ])('of %o is parsed as %s ms', (headers, expected) => {
    expect(toAgentFailure(refused(429, 'slow down', headers), call).retryAfterMs).toBe(expected);
  });
});

describe('the reason of a failure', () => {
  it.each([
    [refused(429, 'You exceeded your current quota (insufficient_quota)'), 'rate-limited', false],
    [refused(400, 'API key not valid. Please pass a valid API key.'), 'unauthorized', false],
    [refused(400, 'The provided model identifier is invalid.'), 'unknown-model', false],
    [refused(400, 'blocked by our content policy'), 'refused', false],
    [refused(408, 'timeout'), 'overloaded', true],
    [{ message: 'Overloaded', type: 'overloaded_error' }, 'overloaded', true],
    [{ message: 'slow down', code: 'rate_limit_exceeded' }, 'rate-limited', true],
    [{ message: 'bad gateway', code: 502 }, 'overloaded', true],
    [new Error('incomplete or damaged frame of the event stream'), 'cut-off', true],
    [new Error('the request failed: self-signed certificate'), 'unreachable', true],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unreachable', true],
    [Object.assign(new TypeError('bad header'), { code: 'ERR_INVALID_CHAR' }), 'provider-error', false],
    [new Error('something new'), 'provider-error', false],
    ['a bare text', 'provider-error', false],
  ] as const)('for %o is %s', (error, reason, retryable) => {
    expect(toAgentFailure(error, call)).toMatchObject({ reason, retryable });
  });

  it('is charged when output had arrived or the reply was cut off, and not when there was no reply', () => {
    const usageOf = (error: Error, hasOutput = false) => toAgentFailure(error, { ...call, hasOutput }).usage;
    const cut = new Error('Incomplete Amazon Bedrock event-stream frame: 12 bytes');
    expect(usageOf(refused(429, 'slow down'))).toEqual(noUsage);
    expect(usageOf(cut)).toEqual(estimated);
    expect(usageOf(new Error('something new'), true)).toEqual(estimated);
  });

  it.each([
    [refused(400, 'bad request'), true],
    [refused(402, 'Insufficient credits'), true],
    [refused(404, 'Not Found'), true],
    [refused(422, 'unknown field'), true],
    [refused(429, 'You exceeded your current quota (insufficient_quota)'), true],
    [refused(408, 'timeout'), false],
    [refused(409, 'conflict'), false],
    [refused(429, 'slow down'), false],
    [refused(500, 'oops'), false],
    [{ message: 'no', type: 'authentication_error' }, true],
    [{ message: 'no', type: 'permission_error' }, true],
    [{ message: 'no', type: 'not_found_error' }, true],
    [{ message: 'no', code: 'insufficient_quota' }, true],
    [{ message: 'Overloaded', type: 'overloaded_error' }, false],
    [new TypeError('fetch failed', { cause: new Error('no route') }), false],
    [new Error('something new'), false],
  ])('for %o: permanent is %s', (error, permanent) => {
    expect(toAgentFailure(error, call)).toMatchObject({ permanent });
  });

  it('is cut-off for a connection that breaks after text has arrived', () => {
    const error = new Error('the connection was closed before the end', { cause: new Error('aborted') });
    expect(toAgentFailure(error, { ...call, hasText: true }).reason).toBe('cut-off');
  });
});
