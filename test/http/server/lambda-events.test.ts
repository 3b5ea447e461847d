import { describe, expect, test } from 'vitest';
import { clientAddress } from '../../../app/http/middleware/client-address.ts';
import {
  type AlbEvent,
  type FunctionUrlEvent,
  toLambdaResult,
  toRequest,
} from '../../../app/http/server/lambda-events.ts';

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

describe('toRequest for a load balancer event', () => {
  test('keeps repeated headers and parameters in order', async () => {
    const request = toRequest(event);
    expect(request.url).toBe('http://debates.example/api/v1/debates?q=a%20b&q=c%26d&flag=');
    expect(clientAddress(request.headers.get('x-forwarded-for') ?? '', '', 2)).toBe('198.51.100.1');
    expect(request.headers.get('cookie')).toBe('a=1; b=2');
    expect([...new Uint8Array(await request.arrayBuffer())]).toEqual([0, 255]);
  });

  test('decodes headers as Node does, one character per byte', () => {
    expect(Buffer.from(toRequest(event).headers.get('x-name') ?? '', 'latin1').toString('utf8')).toBe('Zoë');
  });

  test('supports single-value headers', () => {
    const headers = { host: 'debates.example', accept: 'application/json' };
    const request = toRequest({ ...bare, headers, queryStringParameters: { q: 'a+b' } });
    expect(request.url).toBe('http://debates.example/api/v1/debates?q=a+b');
    expect(request.headers.get('accept')).toBe('application/json');
  });

  test('ignores the body of a GET', async () => {
    expect(await toRequest({ ...event, httpMethod: 'GET' }).text()).toBe('');
  });

  test.each(['evil.example/..', 'a@b', 'a b', ''])('throws for the host %j', (host) => {
    expect(() => toRequest({ ...event, multiValueHeaders: { host: [host] } })).toThrow(TypeError);
  });

  test('does not take a path that starts with two slashes as a host', () => {
    expect(toRequest({ ...event, path: '//evil.example/x' }).url).toMatch(/^http:\/\/debates\.example\/\//);
  });
});

describe('toLambdaResult', () => {
  const answer = (body: string | Uint8Array<ArrayBuffer>) =>
    new Response(body, { status: 202, headers: { location: '/x', 'content-type': 'text/html' } });

  test('returns headers in the format of the event, and a status description', async () => {
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

  test('returns every cookie', async () => {
    const headers: [string, string][] = [
      ['set-cookie', 'a=1; Path=/'],
      ['set-cookie', 'b=2; Path=/'],
    ];
    const cookies = ['a=1; Path=/', 'b=2; Path=/'];
    const signedIn = () => new Response('yes', { headers });
    expect((await toLambdaResult(event, signedIn())).multiValueHeaders).toMatchObject({
      'set-cookie': cookies,
    });
    const url: FunctionUrlEvent = {
      version: '2.0',
      requestContext: { domainName: 'f.example', http: { method: 'GET', sourceIp: '192.0.2.1' } },
      rawPath: '/',
      rawQueryString: '',
      headers: {},
      isBase64Encoded: false,
    };
    const result = await toLambdaResult(url, signedIn());
    expect(result).toMatchObject({ cookies });
    expect(result.headers).not.toHaveProperty('set-cookie');
  });

  test('returns UTF-8 as text and other bytes as base64, whatever the content type', async () => {
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
