export type Transport = 'sse' | 'socket';

/** What the live path has done in this process; /metrics reads it. Plain numbers, for they change with every frame. */
export interface LiveStats {
  /** Viewers' connections that are open now. */
  readonly open: Record<Transport, number>;
  /** Debates that are watched now. */
  debates: number;
  /** Frames and bytes handed to connections, each time for each viewer. */
  frames: number;
  bytes: number;
  /** Deltas that slow viewers were spared; snapshots that viewers got in their place, or because they came late. */
  deltasDropped: number;
  snapshots: number;
  /** Viewers whose cursor was beyond the log. */
  resets: number;
  /** Viewers closed because they could not keep up, refused because the process was full, and found dead. */
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
