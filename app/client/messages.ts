import type { Frame, SocketFrame } from '../debate/core/frames.ts';

/** A message from the server, on either transport. */
export type ServerMessage = Frame | SocketFrame;

/** The debate and the position at which a connection starts. */
export interface ConnectionTarget {
  /** Address of the server, without a trailing slash; '': the origin of the page. */
  readonly root: string;
  readonly debate: string;
  readonly after: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Closes the connection. */
  readonly signal: AbortSignal;
}

/** Parses a frame; null if it is none, such as a proxy's message. Only its `type` is checked. */
export function parseServerMessage(text: unknown): ServerMessage | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isServerMessage(value) ? value : null;
  } catch {
    return null;
  }
}

const isServerMessage = (value: unknown): value is ServerMessage =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
