import { z } from 'zod';
import type { Contract } from '../contract/contract.ts';
import type { ClientFrame } from '../debate/frames.ts';

/** What an `error` frame may say. */
export type SocketErrorCode =
  | 'malformed-frame'
  | 'too-many-frames'
  | 'too-many-subscriptions'
  | 'not-found'
  | 'unavailable';

const debate = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not the id of a debate');

/** A frame from outside. Unknown members are refused by name. */
export const clientFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), debate, after: z.int().min(0).optional() }),
  z.strictObject({ type: z.literal('unsubscribe'), debate }),
  z.strictObject({ type: z.literal('ping') }),
]);

/** The frame, or in words why it is none. */
export function readFrame(data: unknown): { readonly frame: ClientFrame } | { readonly problem: string } {
  if (typeof data !== 'string') return { problem: 'Frames are text; this one was binary.' };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { problem: 'Frames are JSON; this one was not.' };
  }
  const parsed = clientFrame.safeParse(value);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  const { data: frame } = parsed;
  if (frame.type !== 'subscribe') return { frame };
  const { type, debate, after = 0 } = frame;
  return { frame: { type, debate, after } };
}

/** Counts frames by the second: `first-over` once when there are too many, then `over` until the second has passed. */
export function createFrameRate(
  { live }: Contract,
  now: () => number,
): () => 'within' | 'first-over' | 'over' {
  let since = now();
  let frames = 0;
  return () => {
    if (now() - since >= second) {
      since = now();
      frames = 0;
    }
    frames += 1;
    if (frames <= live.framesPerSecondMax) return 'within';
    return frames === live.framesPerSecondMax + 1 ? 'first-over' : 'over';
  };
}

const second = 1000;
