import { gzipSync } from 'node:zlib';
import type { SampleEnding, WireSample } from './samples.ts';
import type { Behaviour } from './wire-server.ts';

/** The text that a complete reply has. */
export const replyText = 'Two halves — 二つの半分 🙂 <title>.';
export const [firstHalf, secondHalf] = [replyText.slice(0, 14), replyText.slice(14)];

const stream = { 'content-type': 'text/event-stream' };

/** Sends all at once and ends. */
export const send =
  (body: Buffer | string, headers: Readonly<Record<string, string>> = stream, status = 200): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Sends and leaves the connection open. */
export const sendAndStayOpen =
  (body: Buffer): Behaviour =>
  (response) =>
    void response.writeHead(200, stream).write(body);

/** Sends and destroys the connection after the data is on its way. */
export const sendAndBreak =
  (body: Buffer): Behaviour =>
  (response) =>
    void response.writeHead(200, stream).write(body, () => setImmediate(() => response.socket?.destroy()));

/** Sends so many bytes at a time, through the middle of characters and events. */
export const sendInPieces =
  (body: Buffer, size: number): Behaviour =>
  (response) => {
    response.writeHead(200, stream);
    for (let at = 0; at < body.length; at += size) response.write(body.subarray(at, at + size));
    response.end();
  };

export const sendCompressed = (body: Buffer): Behaviour =>
  send(gzipSync(body), { ...stream, 'content-encoding': 'gzip' });

export const sendJson = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  send(JSON.stringify(value), { 'content-type': 'application/json', ...headers }, status);

export const halves = ({ opening, text }: WireSample): Buffer =>
  Buffer.concat([opening, text(firstHalf), text(secondHalf)]);

/** A usual reply. */
export const usual = (sample: WireSample, ending: SampleEnding = 'stop'): Buffer =>
  Buffer.concat([halves(sample), sample.finish(ending), sample.end(ending)]);
