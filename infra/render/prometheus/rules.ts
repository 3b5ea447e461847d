import { stringify } from 'yaml';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { renderHeader } from '../header.ts';
import { atLeast, increase, maxOf, orZero, quantile, rate, ratio, series, sum } from './expressions.ts';

/** Recording rules: values that alerts, the dashboard and autoscalers share. */
export const recordingRules = {
  'rostrum:http_errors:ratio_rate5m': ratio(
    // Without an error yet there is no series of errors.
    orZero(sum(rate('rostrum_http_requests_total', 'status=~"5.."'))),
    sum(rate('rostrum_http_requests_total')),
  ),
  'rostrum:http_request_seconds:p99_5m': quantile(0.99, 'rostrum_http_request_seconds', 'class=~"page|api"'),
  'rostrum:worker_utilisation:ratio': ratio(
    sum(series('rostrum_debates_running')),
    sum(series('rostrum_debates_capacity')),
  ),
  // Every process reports the same values from the database, so the maximum is taken instead of the sum.
  'rostrum:backlog_per_worker': ratio(
    maxOf(series('rostrum_debates_waiting')),
    atLeast(1, maxOf(series('rostrum_workers_alive'))),
  ),
  'rostrum:spend_usd:increase1h': sum(increase('rostrum_cost_usd_total', '1h')),
} as const;

export type RecordingRuleName = keyof typeof recordingRules;

interface Alert {
  readonly name: string;
  readonly expression: string;
  /** How long the expression must be true. By default, as long as for the contract's alarms. */
  readonly forMs?: number;
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
  readonly fix: string;
}

/** The rules file: recording rules, and alerts with the thresholds of the contract. */
export function renderPrometheus(contract: Contract): string {
  const { periodMs, periods } = contract.deployment.alarms;
  const groups = [
    {
      name: 'rostrum-recorded',
      rules: Object.entries(recordingRules).map(([record, expr]) => ({ record, expr })),
    },
    {
      name: 'rostrum-alerts',
      rules: alerts(contract).map(({ name, expression, forMs, severity, summary, fix }) => ({
        alert: name,
        expr: expression,
        for: `${(forMs ?? periodMs * periods) / 1000}s`,
        labels: { severity },
        annotations: { summary, description: fix },
      })),
    },
  ];
  return `${renderHeader('prometheus', contract.profile)}\n${stringify({ groups }, { lineWidth: 0 })}`;
}

function alerts(contract: Contract): Alert[] {
  return [...requestAlerts(contract), ...debateAlerts(contract), ...processAlerts(contract)];
}

function requestAlerts({ deployment: { alarms, scaling } }: Contract): Alert[] {
  return [
    {
      name: 'RostrumErrors',
      expression: above('rostrum:http_errors:ratio_rate5m', alarms.errorPercentMax / 100),
      severity: 'page',
      summary: `More than ${alarms.errorPercentMax} % of requests fail`,
      fix: 'Look for level 50 in the log of web. If a new version was just deployed, roll it back.',
    },
    {
      name: 'RostrumSlow',
      expression: above('rostrum:http_request_seconds:p99_5m', alarms.p99MsMax / 1000),
      severity: 'page',
      summary: `One request in a hundred takes longer than ${alarms.p99MsMax / 1000} s`,
      fix: 'Check event loop lag and the connection pool. Add web processes, or use a larger database.',
    },
    {
      name: 'RostrumManyRequests',
      expression: `${sum(rate('rostrum_http_requests_total'), oneProcess)} > ${scaling.requestsPerSecondPerTask}`,
      severity: 'ticket',
      summary: `A process answers more than ${scaling.requestsPerSecondPerTask} requests a second`,
      fix: 'Add web processes.',
    },
    {
      name: 'RostrumManyViewers',
      expression: `${sum(series('rostrum_live_connections'), oneProcess)} > ${scaling.liveConnectionsPerTask}`,
      severity: 'ticket',
      summary: `A process has more than ${scaling.liveConnectionsPerTask} live connections`,
      fix: 'Add web processes; viewers that reconnect are distributed over all of them.',
    },
  ];
}

function debateAlerts({ deployment: { alarms, scaling } }: Contract): Alert[] {
  return [
    {
      name: 'RostrumWorkersBusy',
      expression: above('rostrum:worker_utilisation:ratio', scaling.workerUtilisationPercent / 100),
      severity: 'ticket',
      summary: `Worker utilization is above ${scaling.workerUtilisationPercent} %`,
      fix: 'Add workers.',
    },
    {
      name: 'RostrumBacklog',
      expression: `${maxOf(series('rostrum_backlog_age_seconds'))} > ${alarms.backlogAgeMsMax / 1000}`,
      severity: 'page',
      summary: `A debate has waited for a worker for more than ${alarms.backlogAgeMsMax / 60_000} minutes`,
      fix: 'Check that workers are running. If they are, add more.',
    },
    {
      name: 'RostrumDebatesFail',
      expression: moreThan(
        alarms.failedDebatesMax,
        sum(increase('rostrum_debates_ended_total', '15m', 'outcome="failed"')),
      ),
      severity: 'page',
      summary: `More than ${alarms.failedDebatesMax} debates have failed in 15 minutes`,
      fix: 'The label reason has the cause; rostrum_provider_errors_total has the provider.',
    },
    {
      name: 'RostrumProviderErrors',
      expression: `${sum(increase('rostrum_provider_errors_total', '15m'), 'provider')} > ${alarms.providerErrorsMax}`,
      severity: 'ticket',
      summary: 'A model provider fails often',
      fix: 'Check the status page of the provider and your quota; configure a fallback model.',
    },
    {
      name: 'RostrumSpend',
      expression: above('rostrum:spend_usd:increase1h', alarms.spendUsdPerHourMax),
      severity: 'ticket',
      summary: `Models have cost more than ${alarms.spendUsdPerHourMax} US dollars in an hour`,
      fix: 'See rostrum_cost_usd_total by model; lower the budgets of debates.',
    },
  ];
}

function processAlerts(_: Contract): Alert[] {
  return [
    {
      name: 'RostrumPoolExhausted',
      expression: `${sum(series('rostrum_pool_waiting'), oneProcess)} > 0`,
      severity: 'ticket',
      summary: 'Queries wait for a connection to the database',
      fix: 'The database is slow, or a process has too many debates (DEBATES_PER_WORKER).',
    },
    {
      name: 'RostrumBusDown',
      expression: `min(${series('rostrum_bus_up')}) == 0`,
      severity: 'ticket',
      summary: 'Redis is unavailable: live text pauses, and events arrive up to a second late',
      fix: 'Debates continue. Restore Redis; no restart is needed.',
    },
    {
      name: 'RostrumProcessesDie',
      expression: `${sum(increase('rostrum_process_deaths_total', '15m'))} > 3`,
      severity: 'page',
      summary: 'Processes crash repeatedly',
      fix: 'The log of the supervisor has the exit codes; 137 means out of memory.',
    },
  ];
}

/** Processes of different tasks have the same names. */
const oneProcess = 'instance, process';

const above = (name: RecordingRuleName, threshold: number): string => moreThan(threshold, name);
const moreThan = (threshold: number, expression: string): string => `${expression} > ${threshold}`;
