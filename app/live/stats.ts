export type Transport = 'sse' | 'socket';

/** Counters of live delivery in this process, for /metrics. Plain numbers, because they change with every frame. */
export interface LiveStats {
  /** Open connections of viewers. */
  readonly open: Record<Transport, number>;
  /** Debates with at least one viewer. */
  debates: number;
  /** Frames and bytes sent, counted per viewer. */
  frames: number;
  bytes: number;
  /** Deltas dropped for slow viewers; snapshots sent in place of them, or to viewers who joined late. */
  deltasDropped: number;
  snapshots: number;
  /** Subscriptions reset because the cursor was ahead of the log. */
  resets: number;
  /** Viewers closed because they were too slow, refused because the process was full, and found dead. */
  slow: number;
  refused: number;
  dead: number;
}

export const createLiveStats = (): LiveStats => ({
  open: { sse: 0, socket: 0 },
  debates: 0,
  frames: 0,
  bytes: 0,
  deltasDropped: 0,
  snapshots: 0,
  resets: 0,
  slow: 0,
  refused: 0,
  dead: 0,
});
