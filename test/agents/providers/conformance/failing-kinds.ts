import type { FailureReason } from '../../../../app/debate/core/events.ts';
import { firstHalf, halves, send, sendAndBreak, sendInPieces, sendJson, usual } from './behaviours.ts';
import type { WireSample } from './samples.ts';
import type { Behaviour } from './wire-server.ts';

/** What a server does, the reason of the failure, whether a retry may help, and words of the message. */
type FailingKinds = Readonly<
  Record<string, readonly [(sample: WireSample) => Behaviour, FailureReason, boolean, RegExp]>
>;

const begin = ({ opening, text }: WireSample): Buffer => Buffer.concat([opening, text(firstHalf)]);
const page = '<!DOCTYPE html><html><head><title>Sign in to the proxy</title></head></html>';
const html = { 'content-type': 'text/html' };
const stopAfter =
  (ending: 'length' | 'filter' | 'tool') =>
  (sample: WireSample): Behaviour =>
    send(usual(sample, ending));
const errorFirst =
  (type: string, message: string) =>
  ({ error }: WireSample): Behaviour =>
    send(error(type, message));
const errorInside =
  (type: string, message: string) =>
  (sample: WireSample): Behaviour =>
    send(Buffer.concat([begin(sample), sample.error(type, message), sample.text('late')]));

export const endingKinds: FailingKinds = {
  'the token limit': [stopAfter('length'), 'too-long', false, /token limit/],
  'a content filter': [stopAfter('filter'), 'refused', false, /withheld/],
  'a call of a tool': [stopAfter('tool'), 'provider-error', false, /tool/],
  'nothing at all': [() => send(''), 'cut-off', true, /cut off/],
  'no text': [({ opening }) => send(opening), 'cut-off', true, /cut off/],
  'an end in the middle': [(sample) => send(begin(sample)), 'cut-off', true, /cut off/],
  'an end within an event': [
    (sample) => send(Buffer.concat([begin(sample), sample.text('lost').subarray(0, -9)])),
    'cut-off',
    true,
    /cut off/,
  ],
  'an end within an event, in pieces': [
    (sample) => sendInPieces(Buffer.concat([begin(sample), sample.text('lost').subarray(0, -9)]), 5),
    'cut-off',
    true,
    /cut off/,
  ],
  'a break in the middle': [
    (sample) => sendAndBreak(begin(sample)),
    'cut-off',
    true,
    /closed before the end/,
  ],
  'a break before the text': [
    ({ opening }) => (opening.length > 0 ? sendAndBreak(opening) : (response) => void response.destroy()),
    'unreachable',
    true,
    /closed before the end|socket hang up/,
  ],
  'a break before the answer': [
    () => (response) => void response.socket?.destroy(),
    'unreachable',
    true,
    /socket hang up|ECONNRESET/,
  ],
  'thinking without an answer': [
    ({ opening, thought }) => send(Buffer.concat([opening, thought('Hm.')])),
    'cut-off',
    true,
    /cut off/,
  ],
};

export const errorKinds: FailingKinds = {
  'an overload first in the stream': [errorFirst('overloaded_error', 'busy'), 'overloaded', true, /busy/],
  'an overload in the middle': [errorInside('overloaded_error', 'busy'), 'overloaded', true, /busy/],
  'an unavailable service': [errorFirst('serviceUnavailableException', 'later'), 'overloaded', true, /later/],
  'an internal error': [errorInside('INTERNAL', 'boom'), 'overloaded', true, /boom/],
  'a rate limit': [errorFirst('rate_limit_exceeded', 'slow down'), 'rate-limited', true, /slow down/],
  'a throttled call': [errorInside('throttlingException', 'slow down'), 'rate-limited', true, /slow down/],
  'an exhausted resource': [errorFirst('RESOURCE_EXHAUSTED', 'too much'), 'rate-limited', true, /too much/],
  'a spent quota': [errorFirst('insufficient_quota', 'pay first'), 'unauthorized', false, /pay first/],
  'a wrong key': [errorFirst('authentication_error', 'bad key'), 'unauthorized', false, /bad key/],
  'a missing permission': [errorFirst('PERMISSION_DENIED', 'not yours'), 'unauthorized', false, /not yours/],
  'a missing model': [errorFirst('not_found_error', 'no such model'), 'unknown-model', false, /no such/],
  'an invalid request': [errorFirst('validationException', 'bad role'), 'provider-error', false, /bad role/],
  'an error whose name says nothing': [errorInside('oops', 'it broke'), 'provider-error', false, /it broke/],
  'an overload that only the message names': [
    errorInside('oops', 'Service unavailable'),
    'overloaded',
    true,
    /unavailable/,
  ],
};

export const otherAnswerKinds: FailingKinds = {
  'a login page': [() => send(page, html), 'provider-error', false, /web page.*Sign in/],
  'a login page that says it is a stream': [() => send(page), 'provider-error', false, /web page.*Sign in/],
  'an error as JSON': [
    () => sendJson({ error: { message: 'No endpoints match', code: 404 } }),
    'unknown-model',
    false,
    /No endpoints/,
  ],
  'an error as a text in JSON': [
    () => sendJson({ error: 'out of memory' }),
    'provider-error',
    false,
    /memory/,
  ],
  'an error in a list': [
    () => sendJson([{ error: { message: 'no capacity', status: 'UNAVAILABLE' } }]),
    'overloaded',
    true,
    /capacity/,
  ],
  'JSON that is no reply': [() => sendJson({ status: 'ok' }), 'provider-error', false, /no reply.*status/],
  'a text that is no reply': [
    () => send('upstream connect error', { 'content-type': 'text/plain' }),
    'provider-error',
    false,
    /upstream connect error/,
  ],
  'a reply that breaks off': [
    ({ whole }) => send(JSON.stringify(whole('x')).slice(0, -9), { 'content-type': 'application/json' }),
    'provider-error',
    false,
    /not JSON/,
  ],
};

/** What only server-sent events can be. */
export const sseErrorKinds: FailingKinds = {
  'an event named error': [
    (sample) =>
      send(Buffer.concat([begin(sample), Buffer.from('event: error\ndata: {"message":"boom"}\n\n')])),
    'provider-error',
    false,
    /boom/,
  ],
  'an event named error with a text': [
    (sample) =>
      send(Buffer.concat([begin(sample), Buffer.from('event: error\ndata: Server overloaded\n\n')])),
    'overloaded',
    true,
    /Server overloaded/,
  ],
  'an error with a number': [
    (sample) =>
      send(Buffer.concat([halves(sample), Buffer.from('data: {"error":{"message":"bad","code":502}}\n\n')])),
    'overloaded',
    true,
    /bad/,
  ],
  'an error that is a text': [
    (sample) => send(Buffer.concat([begin(sample), Buffer.from('data: {"error":"rate limit reached"}\n\n')])),
    'rate-limited',
    true,
    /rate limit/,
  ],
  'a chunk that is not JSON': [
    (sample) => send(Buffer.concat([begin(sample), Buffer.from('data: {"broken\n\n')])),
    'provider-error',
    false,
    /not JSON/,
  ],
};

const status = (
  code: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): (() => Behaviour) =>
  typeof body === 'string' ? () => send(body, html, code) : () => sendJson(body, code, headers);

export const statusKinds: FailingKinds = {
  'status 307': [
    status(307, {}, { location: 'https://example.com/v2' }),
    'provider-error',
    false,
    /redirects to https:\/\/example.com\/v2/,
  ],
  'status 400': [status(400, { error: { message: 'bad role' } }), 'provider-error', false, /400: bad role/],
  'status 400 for a key': [
    status(400, [{ error: { message: 'API key not valid' } }]),
    'unauthorized',
    false,
    /API key/,
  ],
  'status 401': [
    status(401, { error: { message: `key a-test-key-0123456789 revoked` } }),
    'unauthorized',
    false,
    /key \[hidden\] revoked/,
  ],
  'status 402': [status(402, { error: { message: 'no credit' } }), 'unauthorized', false, /no credit/],
  'status 403': [status(403, { Message: 'x', message: 'not allowed' }), 'unauthorized', false, /not allowed/],
  'status 404': [status(404, { detail: 'no such model' }), 'unknown-model', false, /no such model/],
  'status 413': [status(413, { error: 'too large' }), 'provider-error', false, /413: too large/],
  'status 422': [status(422, {}), 'provider-error', false, /422/],
  'status 429': [
    status(429, { message: 'slow down' }, { 'retry-after': '7' }),
    'rate-limited',
    true,
    /slow down/,
  ],
  'status 429 for a spent quota': [
    status(429, { error: { message: 'pay', code: 'insufficient_quota' } }),
    'rate-limited',
    false,
    /pay/,
  ],
  'status 500 with a page': [status(500, '<h1>Oops</h1>'), 'overloaded', true, /Oops/],
  'status 502': [status(502, ''), 'overloaded', true, /502/],
  'status 503': [status(503, { error: { message: 'later' } }), 'overloaded', true, /later/],
  'status 529': [status(529, { error: { type: 'overloaded_error' } }), 'overloaded', true, /overloaded/],
};
