import type { LiveCounts } from '../live/counts.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Gate } from './gate.ts';

/** What /metrics says of the live path and of the gate before it. */
export function measureLive(metrics: Metrics, counts: LiveCounts, gate: Pick<Gate, 'counts'>): void {
  metrics.gauge('rostrum_live_connections', () => [
    [{ transport: 'sse' }, counts.open.sse],
    [{ transport: 'socket' }, counts.open.socket],
  ]);
  metrics.gauge('rostrum_live_debates', () => counts.debates);
  metrics.counter('rostrum_live_frames_total', () => counts.frames);
  metrics.counter('rostrum_live_sent_bytes_total', () => counts.bytes);
  metrics.counter('rostrum_live_deltas_dropped_total', () => counts.deltasDropped);
  metrics.counter('rostrum_live_snapshots_total', () => counts.snapshots);
  metrics.counter('rostrum_live_resets_total', () => counts.resets);
  metrics.counter('rostrum_live_refused_total', () => counts.refused);
  metrics.counter('rostrum_live_closed_total', () => [
    [{ reason: 'slow' }, counts.slow],
    [{ reason: 'dead' }, counts.dead],
    [{ reason: 'revoked' }, gate.counts.revoked],
  ]);
  metrics.counter('rostrum_http_denied_total', () => gate.counts.denied);
  metrics.counter('rostrum_http_limited_total', () => gate.counts.limited);
  metrics.counter('rostrum_http_shed_total', () => gate.counts.shed);
}
