import { describe, expect, test } from 'vitest';
import { clientAddress } from '../../../app/http/middleware/client-address.ts';
import { type AlbEvent, toLambdaResult, toRequest } from '../../../app/http/server/lambda-events.ts';

const event: AlbEvent = {
  requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/f/1' } },
  httpMethod: 'POST',
  path: '/api/v1/debates',
  multiValueQueryStringParameters: { q: ['a%20b', 'c%26d'], flag: [''] },
  multiValueHeaders: {
    host: ['debates.example'],
    'x-forwarded-for': ['203.0.113.7, 198.51.100.1', '192.0.2.1'],
    cookie: ['a=1', 'b=2'],
    'x-name': ['Zoë'],
  },
  body: Buffer.from([0, 255]).toString('base64'),
  isBase64Encoded: true,
};
const { multiValueHeaders, multiValueQueryStringParameters, ...bare } = event;

describe('a balancer’s event', () => {
  test('is the request that the balancer got, every repeated header and parameter in its order', async () => {
    const request = toRequest(event);
    expect(request.url).toBe('http://debates.example/api/v1/debates?q=a%20b&q=c%26d&flag=');
    expect(clientAddress(request.headers.get('x-forwarded-for') ?? '', '', 2)).toBe('198.51.100.1');
    expect(request.headers.get('cookie')).toBe('a=1; b=2');
    expect([...new Uint8Array(await request.arrayBuffer())]).toEqual([0, 255]);
  });

  test('shows the bytes of a header as a server does: each as one character', () => {
    expect(Buffer.from(toRequest(event).headers.get('x-name') ?? '', 'latin1').toString('utf8')).toBe('Zoë');
  });

  test('is read with single-valued headers, too', () => {
    const headers = { host: 'debates.example', accept: 'application/json' };
    const request = toRequest({ ...bare, headers, queryStringParameters: { q: 'a+b' } });
    expect(request.url).toBe('http://debates.example/api/v1/debates?q=a+b');
    expect(request.headers.get('accept')).toBe('application/json');
  });

  test('with a body to GET is read without it, as by a server', async () => {
    expect(await toRequest({ ...event, httpMethod: 'GET' }).text()).toBe('');
  });

  test.each(['evil.example/..', 'a@b', 'a b', ''])('with %j as its host is not read', (host) => {
    expect(() => toRequest({ ...event, multiValueHeaders: { host: [host] } })).toThrow(TypeError);
  });

  test('a path of two slashes names no other host', () => {
    expect(toRequest({ ...event, path: '//evil.example/x' }).url).toMatch(/^http:\/\/debates\.example\/\//);
  });
});

describe('a result', () => {
  const answer = (body: string | Uint8Array<ArrayBuffer>) =>
    new Response(body, { status: 202, headers: { location: '/x', 'content-type': 'text/html' } });

  test('has its headers in the form that the balancer asked in, and its status in words', async () => {
    const many = await toLambdaResult(event, answer('yes'));
    expect(many).toMatchObject({
      statusDescription: '202 Accepted',
      multiValueHeaders: { location: ['/x'] },
    });
    expect(many.headers).toBeUndefined();
    expect(await toLambdaResult(bare, answer('yes'))).toMatchObject({
      headers: { location: '/x' },
      body: 'yes',
    });
  });

  test('is text when it is text, whatever its type says, and base64 when it is not', async () => {
    expect(await toLambdaResult(event, answer('größer'))).toMatchObject({
      body: 'größer',
      isBase64Encoded: false,
    });
    const bytes = new Uint8Array([137, 80, 78, 71, 255]);
    expect(await toLambdaResult(event, answer(bytes))).toMatchObject({
      body: Buffer.from(bytes).toString('base64'),
      isBase64Encoded: true,
    });
  });
});
