/**
 * What CloudWatch scales by and rings at, written by the tasks themselves (app/runtime/cloudwatch-metrics.ts). Each is one task's, and
 * every task writes as many values a minute as the others, so that the plain Average over a service is the average of
 * its tasks: a target can be tracked directly, without metric math.
 */
export const emfMetrics = {
  LiveConnections: { unit: 'Count', description: 'Viewers’ connections of a web task' },
  BacklogPerWorker: {
    unit: 'Count',
    description: 'Debates that wait for a worker, for each worker process that lives',
  },
  WorkerUtilisation: {
    unit: 'Percent',
    description: 'Debates that a worker task advances, of those that it can',
  },
  BacklogAgeSeconds: {
    unit: 'Seconds',
    description: 'How long the debate that has waited longest has waited',
  },
  DebatesFailed: { unit: 'Count', description: 'Debates that have failed since the line before' },
  ProviderErrors: {
    unit: 'Count',
    description: 'Attempts that have failed at a provider since the line before',
  },
  SpendUsd: { unit: 'None', description: 'What models have cost since the line before, in US dollars' },
} as const satisfies Readonly<Record<string, EmfMetric>>;

interface EmfMetric {
  readonly unit: 'Count' | 'Percent' | 'Seconds' | 'None';
  readonly description: string;
}

export type EmfMetricName = keyof typeof emfMetrics;
export const emfNamespace = 'Rostrum';
/** The only one. Two profiles may share an account: `production-web`. */
export const emfDimension = 'Service';
export const emfServiceName = (profile: string, role: string): string => `${profile}-${role}`;
