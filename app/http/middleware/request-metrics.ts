import type { Metrics } from '../../runtime/metrics.ts';

/** Counts requests and times their answers. */
export interface RequestMetrics {
  /** A route has been found; the result is for when its answer begins. */
  started(routeClass: string): () => void;
  completed(request: CompletedRequest): void;
}

interface CompletedRequest {
  readonly route: string;
  readonly routeClass: string;
  readonly status: number;
  readonly ms: number;
}

const disabledMetrics: RequestMetrics = { started: () => () => {}, completed() {} };

/** For one app; null: nobody wants to know. */
export function createRequestMetrics(metrics: Metrics | null): RequestMetrics {
  if (!metrics) return disabledMetrics;
  const inFlight = new Map<string, number>();
  /** By route and status. */
  const counts = new Map<string, [{ route: string; class: string; status: string }, number]>();
  const observeSeconds = metrics.histogram('rostrum_http_request_seconds');
  metrics.counter('rostrum_http_requests_total', () => [...counts.values()]);
  metrics.gauge('rostrum_http_requests_in_flight', () =>
    [...inFlight].map(([routeClass, count]) => [{ class: routeClass }, count]),
  );
  const add = (routeClass: string, count: number) =>
    inFlight.set(routeClass, (inFlight.get(routeClass) ?? 0) + count);

  return {
    started(routeClass) {
      add(routeClass, 1);
      return () => add(routeClass, -1);
    },
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
