import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What this process tells Prometheus. */
export interface Metrics {
  /** A request has been answered, in `ms`. */
  answered(request: AnsweredRequest): void;
  /** A number that goes up and down; `read` is called when somebody asks. */
  gauge(name: string, help: string, read: () => number): void;
  /** A number that only goes up since the start of the process. */
  counter(name: string, help: string, read: () => number): void;
  /** Prometheus text. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface AnsweredRequest {
  readonly route: string;
  readonly routeClass: string;
  readonly status: number;
  readonly ms: number;
}

/** Seconds: from a lookup in memory to the longest poll. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** `process` stands on every series, so that those of several processes can be told apart. */
export function createMetrics(process: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'rostrum_http_request_seconds',
    help: 'Time to the answer; of streams and sockets, to their beginning',
    labelNames: ['route', 'class', 'status'],
    buckets,
    registers,
  });

  // Looking a series up by its labels costs twice what observing does.
  const series = new Map<string, ReturnType<typeof requests.labels>>();
  function seriesOf({ route, routeClass, status }: AnsweredRequest) {
    const key = `${route} ${status}`;
    const found = series.get(key) ?? requests.labels(route, routeClass, String(status));
    series.set(key, found);
    return found;
  }

  return {
    answered: (request) => seriesOf(request).observe(request.ms / 1000),
    gauge(name, help, read) {
      const collect = (): void => gauge.set(read());
      const gauge: Gauge = new Gauge({ name: `rostrum_${name}`, help, registers, collect });
    },
    counter(name, help, read) {
      const collect = (): void => {
        counter.reset();
        counter.inc(read());
      };
      const counter: Counter = new Counter({ name: `rostrum_${name}_total`, help, registers, collect });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
