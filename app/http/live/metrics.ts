import type { LiveStats } from '../../live/stats.ts';
import type { Metrics } from '../../runtime/metrics.ts';
import type { AccessControl } from '../auth/access-control.ts';

/** What /metrics says of the live path and of the gate before it. */
export function registerLiveMetrics(
  metrics: Metrics,
  stats: LiveStats,
  gate: Pick<AccessControl, 'stats'>,
): void {
  metrics.gauge('rostrum_live_connections', () => [
    [{ transport: 'sse' }, stats.open.sse],
    [{ transport: 'socket' }, stats.open.socket],
  ]);
  metrics.gauge('rostrum_live_debates', () => stats.debates);
  metrics.counter('rostrum_live_frames_total', () => stats.frames);
  metrics.counter('rostrum_live_sent_bytes_total', () => stats.bytes);
  metrics.counter('rostrum_live_deltas_dropped_total', () => stats.deltasDropped);
  metrics.counter('rostrum_live_snapshots_total', () => stats.snapshots);
  metrics.counter('rostrum_live_resets_total', () => stats.resets);
  metrics.counter('rostrum_live_refused_total', () => stats.refused);
  metrics.counter('rostrum_live_closed_total', () => [
    [{ reason: 'slow' }, stats.slow],
    [{ reason: 'dead' }, stats.dead],
    [{ reason: 'revoked' }, gate.stats.revoked],
  ]);
  metrics.counter('rostrum_http_denied_total', () => gate.stats.denied);
  metrics.counter('rostrum_http_limited_total', () => gate.stats.rateLimited);
  metrics.counter('rostrum_http_shed_total', () => gate.stats.shed);
}
