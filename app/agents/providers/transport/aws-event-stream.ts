import { crc32 } from 'node:zlib';
import { member, tryParseJson } from '../json-member.ts';
import type { EventDecoder, StreamEvent } from './stream-event.ts';

/** Lengths and their checksum, before the headers and the payload. */
const preludeBytes = 12;
const checksumBytes = 4;
/** What is longer than this is no event of a model. */
const frameBytesMax = 2 * 1024 * 1024;

/**
 * Reads AWS's binary frames (application/vnd.amazon.eventstream). An exception becomes an event `error` of the shape
 * `{error: {type, message}}`. A frame that is not complete at the end is dropped: the reply was cut off.
 */
export function createAwsEventDecoder(): EventDecoder {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let neededBytes = preludeBytes;
  return {
    push(chunk) {
      rest.push(chunk);
      restBytes += chunk.length;
      if (restBytes < neededBytes) return [];
      let bytes = rest.length === 1 ? chunk : Buffer.concat(rest);
      const events: StreamEvent[] = [];
      neededBytes = preludeBytes;
      while (bytes.length >= preludeBytes) {
        const frameBytes = readFrameBytes(bytes);
        if (bytes.length < frameBytes) {
          neededBytes = frameBytes;
          break;
        }
        events.push(readFrame(bytes.subarray(0, frameBytes)));
        bytes = bytes.subarray(frameBytes);
      }
      rest = bytes.length === 0 ? [] : [bytes];
      restBytes = bytes.length;
      return events;
    },
    flush: () => [],
  };
}

function readFrameBytes(bytes: Buffer): number {
  const frameBytes = bytes.readUInt32BE(0);
  const isIntact = bytes.readUInt32BE(8) === crc32(bytes.subarray(0, 8));
  if (!isIntact || frameBytes < preludeBytes + checksumBytes || frameBytes > frameBytesMax)
    throw new Error('incomplete or damaged frame of the event stream');
  return frameBytes;
}

function readFrame(frame: Buffer): StreamEvent {
  const end = frame.length - checksumBytes;
  if (frame.readUInt32BE(end) !== crc32(frame.subarray(0, end)))
    throw new Error('incomplete or damaged frame of the event stream');
  const payloadStart = preludeBytes + frame.readUInt32BE(4);
  const headers = readHeaders(frame.subarray(preludeBytes, payloadStart));
  const data = frame.toString('utf8', payloadStart, end);
  const type = headers[':exception-type'] ?? headers[':error-code'];
  if (type === undefined) return { name: headers[':event-type'] ?? '', data };
  const payload = tryParseJson(data);
  const message =
    headers[':error-message'] ?? member(payload, 'message') ?? member(payload, 'Message') ?? data;
  return { name: 'error', data: JSON.stringify({ error: { type, message } }) };
}

/** The size of a header's value by its type; strings and byte arrays (6, 7) have a length of their own. */
const valueBytes: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];

function readHeaders(bytes: Buffer): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const size = valueBytes[bytes.readUInt8(nameEnd)] ?? 0;
    const start = size === -1 ? nameEnd + 3 : nameEnd + 1;
    at = start + (size === -1 ? bytes.readUInt16BE(nameEnd + 1) : size);
    if (size === -1) headers[name] = bytes.toString('utf8', start, at);
  }
  return headers;
}
