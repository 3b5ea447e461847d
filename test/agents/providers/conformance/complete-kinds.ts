import type { WireName } from '../../../support/agents/wire-formats.ts';
import {
  firstHalf,
  halves,
  replyText,
  secondHalf,
  send,
  sendAndBreak,
  sendAndStayOpen,
  sendCompressed,
  sendInPieces,
  sendJson,
  usual,
} from './behaviours.ts';
import { sse, type WireSample } from './samples.ts';
import type { Behaviour } from './wire-server.ts';

/** What a server does that sends a whole reply, by the name of the kind. */
type CompleteKinds = Readonly<Record<string, (sample: WireSample) => Behaviour>>;

const insertBeforeSecondHalf = (sample: WireSample, ...extra: readonly Buffer[]): Buffer =>
  Buffer.concat([
    sample.opening,
    sample.text(firstHalf),
    ...extra,
    sample.text(secondHalf),
    sample.finish('stop'),
    sample.end('stop'),
  ]);
const insertBeforeText = (sample: WireSample, ...extra: readonly Buffer[]): Buffer =>
  Buffer.concat([sample.opening, ...extra, usual({ ...sample, opening: Buffer.alloc(0) })]);

export const completeKinds: CompleteKinds = {
  'a usual stream': (sample) => send(usual(sample)),
  'no opening event': (sample) => send(usual({ ...sample, opening: Buffer.alloc(0) })),
  'a connection that stays open after the end': (sample) => sendAndStayOpen(usual(sample)),
  'a connection that breaks after the end': (sample) => sendAndBreak(usual(sample)),
  'text after the end': (sample) =>
    send(Buffer.concat([usual(sample), sample.end('stop'), sample.ping, Buffer.from('bye\n\n')])),
  'an unknown event': (sample) => send(insertBeforeSecondHalf(sample, sample.unknown('not for readers'))),
  'a ping between texts': (sample) => send(insertBeforeSecondHalf(sample, sample.ping, sample.ping)),
  'pings before the text': (sample) => send(insertBeforeText(sample, sample.ping, sample.ping)),
  'thinking before the text': (sample) =>
    send(insertBeforeText(sample, sample.thought('Hm. '), sample.thought('Yes.'))),
  'empty texts': (sample) => send(insertBeforeSecondHalf(sample, sample.text(''), sample.text(''))),
  'one text in one event': (sample) =>
    send(Buffer.concat([sample.opening, sample.text(replyText), sample.finish('stop'), sample.end('stop')])),
  'writes of seven bytes': (sample) => sendInPieces(usual(sample), 7),
  'writes of one byte': (sample) => sendInPieces(usual(sample), 1),
  'an event of a megabyte': (sample) => send(insertBeforeText(sample, sample.unknown('x'.repeat(1_000_000)))),
  'a megabyte in small writes': (sample) =>
    sendInPieces(insertBeforeText(sample, sample.unknown('二'.repeat(300_000))), 4096),
  'a stream that says it is JSON': (sample) => send(usual(sample), { 'content-type': 'application/json' }),
  'a stream that says it is text': (sample) => send(usual(sample), { 'content-type': 'text/plain' }),
  'a stream without a media type': (sample) => send(usual(sample), {}),
  'a compressed stream': (sample) => sendCompressed(usual(sample)),
  'a whole reply in place of a stream': ({ whole }) => sendJson(whole(replyText)),
  'a whole reply that says it is text': ({ whole }) =>
    send(JSON.stringify(whole(replyText)), { 'content-type': 'text/plain' }),
  'a whole reply that says it is a stream': ({ whole }) => send(JSON.stringify(whole(replyText))),
  'a whole reply with line breaks': ({ whole }) => send(JSON.stringify(whole(replyText), null, 2)),
  'a whole reply after white space': ({ whole }) =>
    send(`${'\n '.repeat(300)}${JSON.stringify(whole(replyText))}`),
};

const asText = (sample: WireSample, change: (text: string) => string): Buffer =>
  Buffer.from(change(usual(sample).toString('utf8')));

/** Kinds of server-sent events, which Bedrock does not have. */
export const sseKinds: CompleteKinds = {
  comments: (sample) =>
    send(asText(sample, (text) => `: hello\n\n${text.replaceAll('data:', ': ping\ndata:')}`)),
  'no event lines': (sample) => send(asText(sample, (text) => text.replaceAll(/^event:.*\n/gm, ''))),
  'other event and id lines': (sample) =>
    send(asText(sample, (text) => text.replaceAll('data:', 'id: 1\nretry: 100\nevent: message\ndata:'))),
  'CRLF line ends': (sample) => send(asText(sample, (text) => text.replaceAll('\n', '\r\n'))),
  'CR line ends': (sample) => send(asText(sample, (text) => text.replaceAll('\n', '\r'))),
  'CRLF in pieces': (sample) =>
    sendInPieces(
      asText(sample, (text) => text.replaceAll('\n', '\r\n')),
      3,
    ),
  'CR in pieces': (sample) =>
    sendInPieces(
      asText(sample, (text) => text.replaceAll('\n', '\r')),
      1,
    ),
  'no space after data:': (sample) => send(asText(sample, (text) => text.replaceAll('data: ', 'data:'))),
  'no empty line at the end': (sample) => send(asText(sample, (text) => text.trimEnd())),
  'no empty lines at all': (sample) => send(asText(sample, (text) => text.replaceAll('\n\n', '\n'))),
  'a byte order mark': (sample) => send(asText(sample, (text) => `\ufeff${text}`)),
  'a byte order mark in pieces': (sample) =>
    sendInPieces(
      asText(sample, (text) => `\ufeff${text}`),
      1,
    ),
  'white space before the stream': (sample) => send(asText(sample, (text) => `${'\n'.repeat(300)}${text}`)),
  'data that is null': (sample) => send(insertBeforeSecondHalf(sample, Buffer.from('data: null\n\n'))),
  'empty data': (sample) => send(insertBeforeSecondHalf(sample, Buffer.from('data:\n\ndata: \n\n'))),
  'an empty object': (sample) => send(insertBeforeSecondHalf(sample, sse({}))),
  'an error that is null': (sample) => send(insertBeforeSecondHalf(sample, sse({ error: null }))),
  'data in several lines': (sample) =>
    send(asText(sample, (text) => text.replaceAll(/^data: \{/gm, 'data: {\ndata: '))),
  '[DONE] after the end': (sample) =>
    sendAndStayOpen(Buffer.concat([usual(sample), Buffer.from('data: [DONE]\n\n')])),
  '[DONE] in place of the end': (sample) =>
    sendAndStayOpen(Buffer.concat([halves(sample), Buffer.from('data: [DONE]\n\n')])),
  'chunks line by line': (sample) =>
    send(
      asText(sample, (text) =>
        text.replaceAll(/^(?:event:|: |data: \[DONE).*\n/gm, '').replaceAll(/^data: |\n(?=\n)/gm, ''),
      ),
      { 'content-type': 'application/x-ndjson' },
    ),
};

/** Kinds that only wires with a finish reason before the end marker have. */
export const finishReasonKinds: CompleteKinds = {
  'a connection that stays open after the finish reason': (sample) =>
    sendAndStayOpen(Buffer.concat([halves(sample), sample.finish('stop')])),
  'a connection that breaks after the finish reason': (sample) =>
    sendAndBreak(Buffer.concat([halves(sample), sample.finish('stop')])),
  'no end marker': (sample) => send(Buffer.concat([halves(sample), sample.finish('stop')])),
};

/** Kinds that only wires with an end marker have. */
export const endMarkerKinds: CompleteKinds = {
  'more text after the end': (sample) => send(Buffer.concat([usual(sample), sample.text('late')])),
  'no finish reason': (sample) => send(Buffer.concat([halves(sample), sample.end(null)])),
  'no finish reason, and the connection stays open': (sample) =>
    sendAndStayOpen(Buffer.concat([halves(sample), sample.end(null)])),
  'a finish reason that is null': (sample) =>
    send(Buffer.concat([halves(sample), sample.finish(null), sample.end(null)])),
};

export const sseWires: readonly WireName[] = ['anthropic', 'openai', 'google', 'compatible'];
export const finishReasonWires: readonly WireName[] = ['anthropic', 'google', 'bedrock', 'compatible'];
export const endMarkerWires: readonly WireName[] = ['anthropic', 'openai', 'bedrock', 'compatible'];
