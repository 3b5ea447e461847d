import { readFileSync } from 'node:fs';
import { type EmfMetricName, emfMetrics } from '../../../app/contract/emf-metrics.ts';

/** One data point of a metric. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

export type Statistic = 'Average' | 'Maximum' | 'Sum';

/** A CloudWatch alarm above a threshold; missing data is `notBreaching`. */
export interface Alarm {
  readonly statistic: Statistic;
  readonly periodMs: number;
  readonly periods: number;
  readonly threshold: number;
}

/** The data points of a metric in the output of a process: lines in the embedded metric format. */
export const parseEmfPoints = (output: string, metric: EmfMetricName): Point[] =>
  output.split('\n').flatMap((line) => {
    if (!line.startsWith('{"_aws"') || !line.endsWith('}')) return [];
    const record: Readonly<Record<EmfMetricName, number | undefined>> & {
      readonly _aws: { readonly Timestamp: number };
    } = JSON.parse(line);
    const value = record[metric];
    return value === undefined ? [] : [{ atMs: record._aws.Timestamp, value }];
  });

/** One value for each of the last complete periods, the latest last; null without data. */
export function aggregatePeriods(
  points: readonly Point[],
  { statistic, periodMs }: Pick<Alarm, 'statistic' | 'periodMs'>,
  { count, nowMs }: { readonly count: number; readonly nowMs: number },
): (number | null)[] {
  const first = Math.floor(nowMs / periodMs) - count;
  return Array.from({ length: count }, (_, index) => {
    const from = (first + index) * periodMs;
    const values = points
      .filter(({ atMs }) => atMs >= from && atMs < from + periodMs)
      .map(({ value }) => value);
    return values.length === 0 ? null : aggregate(statistic, values);
  });
}

function aggregate(statistic: Statistic, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Sum':
      return sum;
  }
}

/** CloudWatch evaluates more periods than the alarm has: five for an alarm of three. */
const extraPeriods = 2;

/**
 * Evaluates an alarm like CloudWatch with missing data: when the evaluated range has as many values as the alarm has
 * periods, the latest of them decide; otherwise missing values count as not breaching.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function isInAlarm(points: readonly Point[], alarm: Alarm, nowMs: number): boolean {
  const known = aggregatePeriods(points, alarm, { count: alarm.periods + extraPeriods, nowMs }).filter(
    (value) => value !== null,
  );
  return (
    known.length >= alarm.periods && known.slice(-alarm.periods).every((value) => value > alarm.threshold)
  );
}

const deployedTemplate = new URL('../../../infra/synthesized/production.json', import.meta.url);

/** The metric and statistic of a deployed alarm, with the numbers of the contract. */
export function deployedAlarm(id: string): { readonly metric: EmfMetricName; readonly statistic: Statistic } {
  const template: { readonly Resources: Readonly<Record<string, { readonly Properties: AlarmProperties }>> } =
    JSON.parse(readFileSync(deployedTemplate, 'utf8'));
  const found = Object.values(template.Resources).find(
    ({ Properties }) => Properties?.AlarmName === `rostrum-production_${id}`,
  )?.Properties;
  const metric = metricNames.find((name) => name === found?.MetricName);
  const statistic = statistics.find((name) => name === found?.Statistic);
  const isSupported =
    found?.TreatMissingData === 'notBreaching' && found.ComparisonOperator === 'GreaterThanThreshold';
  if (!metric || !statistic || !isSupported)
    throw new Error(`the alarm ${id} is not supported by this imitation`);
  return { metric, statistic };
}

interface AlarmProperties {
  readonly AlarmName?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly TreatMissingData?: string;
  readonly ComparisonOperator?: string;
}

const statistics: readonly Statistic[] = ['Average', 'Maximum', 'Sum'];
const isMetricName = (name: string): name is EmfMetricName => Object.hasOwn(emfMetrics, name);
const metricNames = Object.keys(emfMetrics).filter(isMetricName);
