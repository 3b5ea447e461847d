import type { Frame } from '../../../app/debate/core/frames.ts';

/** Text of the first attempt of the turn `t`, from `offset` on. */
export const deltaFrame = (debate: string, offset: number, text: string): Frame => ({
  debate,
  type: 'turn.delta',
  data: { turn: 't', attempt: 1, offset, text },
});

/** All text so far of the first attempt of the turn `t`. */
export const snapshotFrame = (debate: string, text: string): Frame => ({
  debate,
  type: 'turn.snapshot',
  data: { turn: 't', attempt: 1, text },
});
