import type { Metrics } from '../process/metrics.ts';

/** Counts requests and times their answers. */
export interface RequestMeter {
  /** A route has been found; the result is for when its answer begins. */
  begun(routeClass: string): () => void;
  answered(request: AnsweredRequest): void;
}

interface AnsweredRequest {
  readonly route: string;
  readonly routeClass: string;
  readonly status: number;
  readonly ms: number;
}

const unmeasured: RequestMeter = { begun: () => () => {}, answered() {} };

/** For one app; null: nobody wants to know. */
export function measureRequests(metrics: Metrics | null): RequestMeter {
  if (!metrics) return unmeasured;
  const inFlight = new Map<string, number>();
  /** By route and status. */
  const counts = new Map<string, [{ route: string; class: string; status: string }, number]>();
  const seconds = metrics.histogram('rostrum_http_request_seconds');
  metrics.counter('rostrum_http_requests_total', () => [...counts.values()]);
  metrics.gauge('rostrum_http_requests_in_flight', () =>
    [...inFlight].map(([routeClass, count]) => [{ class: routeClass }, count]),
  );
  const add = (routeClass: string, count: number) =>
    inFlight.set(routeClass, (inFlight.get(routeClass) ?? 0) + count);

  return {
    begun(routeClass) {
      add(routeClass, 1);
      return () => add(routeClass, -1);
    },
    answered({ route, routeClass, status: code, ms }) {
      const status = String(code);
      const key = `${route} ${status}`;
      const counted = counts.get(key);
      if (counted) counted[1] += 1;
      else counts.set(key, [{ route, class: routeClass, status }, 1]);
      seconds({ class: routeClass, status }, ms / 1000);
    },
  };
}
