import type { Envelope, Frame, SocketFrame } from '../debate/core/frames.ts';

/** Frames that are sent together, encoded for each transport once per process, for all viewers. */
export interface Packet {
  readonly frames: number;
  /** The stored events among them. */
  events(): readonly Envelope[];
  /** Server-sent events. Only stored events have an id, so that a browser's cursor is always a stored event. */
  sse(): Buffer;
  /** The same as one chunk of HTTP/1.1 (RFC 9112, 7.1). */
  sseChunk(): Buffer;
  /** WebSocket messages, one per frame, ready for the socket. */
  socket(): Buffer;
}

export function createPacket(frames: readonly (Frame | SocketFrame)[]): Packet {
  let encoded: readonly EncodedFrame[] | null = null;
  let sse: Buffer | null = null;
  let sseChunk: Buffer | null = null;
  let socket: Buffer | null = null;
  function encode(): readonly EncodedFrame[] {
    encoded ??= frames.map((frame) => ({ frame, json: JSON.stringify(frame) }));
    return encoded;
  }
  function encodeSse(): Buffer {
    sse ??= Buffer.from(encode().map(encodeSseEvent).join(''));
    return sse;
  }
  return {
    frames: frames.length,
    events: () => frames.filter(isStoredEvent),
    sse: encodeSse,
    sseChunk() {
      sseChunk ??= encodeChunk(encodeSse());
      return sseChunk;
    },
    socket() {
      socket ??= Buffer.concat(encode().flatMap(encodeSocketMessage));
      return socket;
    },
  };
}

const isStoredEvent = (frame: Frame | SocketFrame): frame is Envelope => 'hash' in frame;

/** Text that is sent as it is, to a viewer with a protocol of its own. */
export function createTextPacket(text: string): Packet {
  const bytes = Buffer.from(text);
  const sseChunk = () => encodeChunk(bytes);
  return { frames: 1, events: () => [], sse: () => bytes, sseChunk, socket: () => bytes };
}

interface EncodedFrame {
  readonly frame: Frame | SocketFrame;
  readonly json: string;
}

function encodeSseEvent({ frame, json }: EncodedFrame): string {
  const id = isStoredEvent(frame) ? `id: ${frame.seq}\n` : '';
  const retry = 'retryMs' in frame ? `retry: ${frame.retryMs}\n` : '';
  return `${id}${retry}event: ${frame.type}\ndata: ${json}\n\n`;
}

const encodeChunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

/** Encodes a message as one unmasked WebSocket frame (RFC 6455, section 5.2): header and payload. */
function encodeSocketMessage({ json }: EncodedFrame): [Buffer, Buffer] {
  const payload = Buffer.from(json);
  return [encodeSocketHeader(payload.length), payload];
}

/** First byte of the header: FIN, and opcode text. */
const finalTextFrame = 0x81;

/** The second byte holds lengths up to 125; 126 means that two more bytes hold the length, 127 eight. */
function encodeSocketHeader(payloadBytes: number): Buffer {
  if (payloadBytes < 126) return Buffer.of(finalTextFrame, payloadBytes);
  if (payloadBytes < 2 ** 16) {
    const header = Buffer.of(finalTextFrame, 126, 0, 0);
    header.writeUInt16BE(payloadBytes, 2);
    return header;
  }
  const header = Buffer.of(finalTextFrame, 127, 0, 0, 0, 0, 0, 0, 0, 0);
  header.writeBigUInt64BE(BigInt(payloadBytes), 2);
  return header;
}
