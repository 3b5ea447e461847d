import type { Metrics } from '../../runtime/metrics.ts';
import type { InFlight } from './class-limits.ts';

/** Counts requests and measures their duration. */
export interface RequestMetrics {
  completed(request: CompletedRequest): void;
}

interface CompletedRequest {
  readonly route: string;
  readonly routeClass: string;
  readonly status: number;
  readonly ms: number;
}

const disabledMetrics: RequestMetrics = { completed() {} };

/** null: metrics are switched off. */
export function createRequestMetrics(metrics: Metrics | null, inFlight: InFlight): RequestMetrics {
  if (!metrics) return disabledMetrics;
  /** By route and status. */
  const counts = new Map<string, [{ route: string; class: string; status: string }, number]>();
  const observeSeconds = metrics.histogram('rostrum_http_request_seconds');
  metrics.counter('rostrum_http_requests_total', () => [...counts.values()]);
  metrics.gauge('rostrum_http_requests_in_flight', () =>
    [...inFlight].map(([routeClass, count]) => [{ class: routeClass }, count]),
  );

  return {
    completed({ route, routeClass, status: code, ms }) {
      const status = String(code);
      const key = `${route} ${status}`;
      const entry = counts.get(key);
      if (entry) entry[1] += 1;
      else counts.set(key, [{ route, class: routeClass, status }, 1]);
      observeSeconds({ class: routeClass, status }, ms / 1000);
    },
  };
}
