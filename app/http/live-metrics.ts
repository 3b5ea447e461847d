import type { LiveCounts } from '../live/counts.ts';
import type { Metrics } from '../process/metrics.ts';

/** What /metrics says of the live path. */
export function measureLive(metrics: Metrics, counts: LiveCounts): void {
  metrics.gauge('viewers_sse', 'Viewers over server-sent events', () => counts.open.sse);
  metrics.gauge('viewers_socket', 'Viewers over WebSocket', () => counts.open.socket);
  metrics.counter('live_frames', 'Frames handed to viewers', () => counts.frames);
  metrics.counter('live_bytes', 'Bytes handed to viewers', () => counts.bytes);
  metrics.counter('live_deltas_dropped', 'Deltas that slow viewers were spared', () => counts.deltasDropped);
  metrics.counter('live_snapshots', 'Snapshots of running turns sent', () => counts.snapshots);
  metrics.counter('live_resets', 'Viewers whose cursor was beyond the log', () => counts.resets);
  metrics.counter('live_slow', 'Viewers closed because they could not keep up', () => counts.slow);
  metrics.counter('live_refused', 'Viewers refused because the process was full', () => counts.refused);
  metrics.counter('live_dead', 'Viewers found dead', () => counts.dead);
}
