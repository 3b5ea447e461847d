import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { type FailedCallInfo, toAgentFailure } from '../../../app/agents/providers/errors.ts';

const call: FailedCallInfo = {
  model: 'openai:gpt-test',
  secrets: ['very-secret-value'],
  messageCharsMax: 200,
  hasText: false,
  usage: { inputTokens: 1, outputTokens: 2, estimated: true },
  now: Date.parse('2026-11-20T10:00:00Z'),
};

const refused = (statusCode: number, message: string, responseHeaders: Record<string, string> = {}) =>
  new APICallError({ message, statusCode, responseHeaders, url: 'http://x', requestBodyValues: {} });

describe('what a failure says', () => {
  it('hides keys, in full and as providers repeat them', () => {
    const said = 'Incorrect API key very-secret-value, or sk-abc1***wxyz, or Bearer abcdefgh';
    const { message } = toAgentFailure(refused(401, said), call);
    expect(message).toBe(
      'openai:gpt-test: answered 401: Incorrect API key [hidden], or [hidden], or [hidden]',
    );
  });

  it('is one line of bounded length', () => {
    const { message } = toAgentFailure(refused(400, `line one\nline two ${'x'.repeat(5000)}`), call);
    expect(message).toHaveLength(200);
    expect(message).toContain('line one line two');
    expect(message.endsWith('…')).toBe(true);
  });

  it('keeps neither the prompt nor the original error', () => {
    const error = new APICallError({ message: 'no', url: 'http://x', requestBodyValues: { prompt: 'P' } });
    expect(toAgentFailure(error, call).cause).toBeUndefined();
  });

  it('quotes the body when the message is a bare status line', () => {
    const error = new APICallError({
      message: 'Bad Request',
      statusCode: 400,
      responseBody: 'the field x is unknown',
      url: 'http://x',
      requestBodyValues: {},
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
    [{}, null],
  ])('%o is %s ms', (headers, expected) => {
    expect(toAgentFailure(refused(429, 'slow down', headers), call).retryAfterMs).toBe(expected);
  });
});

describe('the reason', () => {
  it.each([
    [refused(429, 'You exceeded your current quota (insufficient_quota)'), 'rate-limited', false],
    [refused(400, 'API key not valid. Please pass a valid API key.'), 'unauthorized', false],
    [refused(400, 'The provided model identifier is invalid.'), 'unknown-model', false],
    [refused(400, 'blocked by our content policy'), 'refused', false],
    [refused(408, 'timeout'), 'overloaded', true],
    [{ message: 'Overloaded', type: 'overloaded_error' }, 'overloaded', true],
    [{ message: 'slow down', code: 'rate_limit_exceeded' }, 'rate-limited', true],
    [{ message: 'bad gateway', code: 502 }, 'overloaded', true],
    [new Error('Incomplete Amazon Bedrock event-stream frame: 12 bytes'), 'cut-off', true],
    [new TypeError('fetch failed', { cause: new Error('no route') }), 'unreachable', true],
    [new Error('something new'), 'provider-error', false],
    ['a bare text', 'provider-error', false],
  ] as const)('of %o is %s', (error, reason, retryable) => {
    expect(toAgentFailure(error, call)).toMatchObject({ reason, retryable, usage: call.usage });
  });

  it('of a connection that breaks after text is that the reply was cut off', () => {
    const error = new TypeError('terminated', { cause: new Error('other side closed') });
    expect(toAgentFailure(error, { ...call, hasText: true }).reason).toBe('cut-off');
  });
});
