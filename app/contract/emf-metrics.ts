/**
 * Metrics for scaling and alarms in CloudWatch, written by each task (app/runtime/cloudwatch-metrics.ts). All tasks
 * write the same number of values a minute, so that the plain Average of a service is the average of its tasks, and
 * target tracking needs no metric math.
 */
export const emfMetrics = {
  Requests: {
    unit: 'Count',
    writers: ['web'],
    description: 'Requests that a web task answered since the previous line',
  },
  LiveConnections: { unit: 'Count', writers: ['web'], description: 'Viewer connections of a web task' },
  BacklogPerWorker: {
    unit: 'Count',
    writers: ['worker'],
    description: 'Debates waiting for a worker, per live worker process',
  },
  WorkerUtilisation: {
    unit: 'Percent',
    writers: ['worker'],
    description: 'Debates that a worker task runs, of those that it can run',
  },
  BacklogAgeSeconds: {
    unit: 'Seconds',
    writers: ['web', 'worker'],
    description: 'Waiting time of the debate that has waited longest',
  },
  DebatesFailed: {
    unit: 'Count',
    writers: ['worker'],
    description: 'Debates that failed since the previous line',
  },
  ProviderErrors: {
    unit: 'Count',
    writers: ['worker'],
    description: 'Attempts that failed at a provider since the previous line',
  },
  SpendUsd: {
    unit: 'None',
    writers: ['worker'],
    description: 'Cost of models since the previous line, in US dollars',
  },
} as const satisfies Readonly<Record<string, EmfMetric>>;

interface EmfMetric {
  readonly unit: 'Count' | 'Percent' | 'Seconds' | 'None';
  /** The services whose tasks report it; a combined service reports all. */
  readonly writers: readonly ('web' | 'worker')[];
  readonly description: string;
}

export type EmfMetricName = keyof typeof emfMetrics;
export const emfNamespace = 'Rostrum';
/** Includes the profile, because two profiles may share an account: `production-web`. */
export const emfDimension = 'Service';
export const emfServiceName = (profile: string, role: string): string => `${profile}-${role}`;
