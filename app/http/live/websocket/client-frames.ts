import { z } from 'zod';
import type { Contract } from '../../../contract/types/contract.ts';
import type { ClientFrame } from '../../../debate/core/frames.ts';

/** The codes of `error` frames that answer a client's frame. */
export type SocketErrorCode =
  | 'malformed-frame'
  | 'too-many-frames'
  | 'too-many-subscriptions'
  | 'not-found'
  | 'unavailable';

const debateIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not the id of a debate');

/** Unknown members are rejected by name. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), debate: debateIdSchema, after: z.int().min(0).optional() }),
  z.strictObject({ type: z.literal('unsubscribe'), debate: debateIdSchema }),
  z.strictObject({ type: z.literal('ping') }),
]);

/** A parsed frame, the error to send, or null to ignore the message. */
export type FrameResult =
  | { readonly frame: ClientFrame }
  | { readonly code: SocketErrorCode; readonly detail: string }
  | null;

/** Parses the messages of one socket. Above the rate limit, one gets an error and the rest are ignored. */
export function createFrameReader({ live }: Contract, now: () => number): (data: unknown) => FrameResult {
  let windowStartMs = now();
  let frames = 0;
  return (data) => {
    if (now() - windowStartMs >= windowMs) {
      windowStartMs = now();
      frames = 0;
    }
    frames += 1;
    const excess = frames - live.framesPerSecondMax;
    if (excess <= 0) return parseFrame(data);
    const detail = `More than ${live.framesPerSecondMax} frames in one second. The rest are ignored.`;
    return excess === 1 ? { code: 'too-many-frames', detail } : null;
  };
}

const windowMs = 1000;

function parseFrame(data: unknown): FrameResult {
  const malformed = (detail: string) => ({ code: 'malformed-frame', detail }) as const;
  if (typeof data !== 'string') return malformed('Frames must be text, but this one was binary.');
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return malformed('Frames must be JSON, but this one was not.');
  }
  const parsed = clientFrameSchema.safeParse(value);
  if (!parsed.success) return malformed(z.prettifyError(parsed.error));
  const { data: frame } = parsed;
  if (frame.type !== 'subscribe') return { frame };
  const { type, debate, after = 0 } = frame;
  return { frame: { type, debate, after } };
}
