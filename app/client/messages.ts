import type { Frame, SocketFrame } from '../debate/core/frames.ts';

/** Whatever a server says on either transport. */
export type ServerMessage = Frame | SocketFrame;

/** Where and from which event on one connection is to follow. */
export interface ConnectionTarget {
  /** The server's address, without a slash at its end; '' is the page's own. */
  readonly root: string;
  readonly debate: string;
  readonly after: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the connection. */
  readonly signal: AbortSignal;
}

/** Reads a frame; null for what is none, such as the words of a proxy. Its members are the server's promise. */
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
