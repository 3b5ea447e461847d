import type { Frame, SocketFrame } from '../debate/core/frames.ts';

/** Frames that go out together, in the bytes of both transports. They are made once a process, for all viewers. */
export interface Packet {
  readonly frames: number;
  /** As events of an event stream. Only stored events have an id: a browser's cursor never points between them. */
  sse(): Buffer;
  /** As WebSocket messages, one a frame, ready for the socket. */
  socket(): Buffer;
}

export function createPacket(frames: readonly (Frame | SocketFrame)[]): Packet {
  let encoded: readonly EncodedFrame[] | null = null;
  let sse: Buffer | null = null;
  let socket: Buffer | null = null;
  function encode(): readonly EncodedFrame[] {
    encoded ??= frames.map((frame) => ({ frame, json: JSON.stringify(frame) }));
    return encoded;
  }
  return {
    frames: frames.length,
    sse() {
      sse ??= Buffer.from(encode().map(encodeSseEvent).join(''));
      return sse;
    },
    socket() {
      socket ??= Buffer.concat(encode().flatMap(encodeSocketMessage));
      return socket;
    },
  };
}

interface EncodedFrame {
  readonly frame: Frame | SocketFrame;
  readonly json: string;
}

function encodeSseEvent({ frame, json }: EncodedFrame): string {
  const id = 'hash' in frame ? `id: ${frame.seq}\n` : '';
  const retry = 'retryMs' in frame ? `retry: ${frame.retryMs}\n` : '';
  return `${id}${retry}event: ${frame.type}\ndata: ${json}\n\n`;
}

/** A whole message in one unmasked WebSocket frame (RFC 6455, section 5.2): its header, and the text. */
function encodeSocketMessage({ json }: EncodedFrame): [Buffer, Buffer] {
  const payload = Buffer.from(json);
  return [encodeSocketHeader(payload.length), payload];
}

/** The last frame of its message, and text. */
const finalTextFrame = 0x81;

/** Lengths up to 125 stand in the second byte; there 126 says that two bytes hold it, and 127 that eight do. */
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
