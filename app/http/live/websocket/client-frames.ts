import { z } from 'zod';
import type { Contract } from '../../../contract/types/contract.ts';
import type { ClientFrame } from '../../../debate/core/frames.ts';

/** What an `error` frame may say. */
export type SocketErrorCode =
  | 'malformed-frame'
  | 'too-many-frames'
  | 'too-many-subscriptions'
  | 'not-found'
  | 'unavailable';

const debateIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not the id of a debate');

/** A frame from outside. Unknown members are refused by name. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), debate: debateIdSchema, after: z.int().min(0).optional() }),
  z.strictObject({ type: z.literal('unsubscribe'), debate: debateIdSchema }),
  z.strictObject({ type: z.literal('ping') }),
]);

/** What comes of a message: a frame, why there is none, or null: it is ignored. */
export type FrameResult =
  | { readonly frame: ClientFrame }
  | { readonly code: SocketErrorCode; readonly detail: string }
  | null;

/** Reads the messages of one socket; of those that come too fast, the first is refused and the others are ignored. */
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
    const detail = `More than ${live.framesPerSecondMax} frames in a second: the others are ignored.`;
    return excess === 1 ? { code: 'too-many-frames', detail } : null;
  };
}

const windowMs = 1000;

function parseFrame(data: unknown): FrameResult {
  const malformed = (detail: string) => ({ code: 'malformed-frame', detail }) as const;
  if (typeof data !== 'string') return malformed('Frames are text; this one was binary.');
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return malformed('Frames are JSON; this one was not.');
  }
  const parsed = clientFrameSchema.safeParse(value);
  if (!parsed.success) return malformed(z.prettifyError(parsed.error));
  const { data: frame } = parsed;
  if (frame.type !== 'subscribe') return { frame };
  const { type, debate, after = 0 } = frame;
  return { frame: { type, debate, after } };
}
