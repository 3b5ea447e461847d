import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { isMetricName } from '../../../app/contract/metrics.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { renderGrafana } from '../../../infra/render/grafana/dashboard.ts';
import { recordingRules, renderPrometheus } from '../../../infra/render/prometheus/rules.ts';
import { requireProgram } from '../../support/processes/require-program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const contract = profile('self-hosted');
const rules = renderPrometheus(contract);
const promtool = requireProgram(['promtool'], 'apt-get install prometheus');
const directory = createTemporaryDirectory('promtool');
afterAll(directory.remove);

/** Writes both files to one directory. The output of promtool is the message of a failed test. */
function run(command: readonly string[], unitTests: object | null = null) {
  writeFileSync(join(directory.path, 'rules.yaml'), rules);
  writeFileSync(join(directory.path, 'tests.yaml'), stringify(unitTests));
  const { status, stdout, stderr } = spawnSync(promtool ?? '', command, {
    cwd: directory.path,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

/** Series with one value per minute, for half an hour. */
const over = (series: string, values: string) => ({ series, values });
const alert = (alertname: string, severity: string, labels = {}) => ({
  eval_time: '20m',
  alertname,
  exp_alerts: [{ exp_labels: { severity, ...labels } }],
});
const silent = (alertname: string) => ({ eval_time: '20m', alertname, exp_alerts: [] });

const requests = (status: string, perMinute: number) =>
  over(`rostrum_http_requests_total{class="api",status="${status}",process="a"}`, `0+${perMinute}x30`);

/** The input series, and the alerts that must or must not fire. */
const cases = [
  { input_series: [requests('200', 990), requests('500', 9)], alert_rule_test: [silent('RostrumErrors')] },
  {
    input_series: [requests('200', 990)],
    alert_rule_test: [silent('RostrumErrors')],
    promql_expr_test: [
      {
        expr: 'rostrum:http_errors:ratio_rate5m',
        eval_time: '20m',
        exp_samples: [{ labels: 'rostrum:http_errors:ratio_rate5m', value: 0 }],
      },
    ],
  },
  {
    input_series: [requests('200', 980), requests('500', 20)],
    alert_rule_test: [alert('RostrumErrors', 'page')],
  },
  {
    input_series: [over('rostrum_live_connections{transport="sse",process="a",instance="1"}', '801x30')],
    alert_rule_test: [alert('RostrumManyViewers', 'ticket', { process: 'a', instance: '1' })],
  },
  {
    input_series: ['1', '2'].map((instance) =>
      over(`rostrum_live_connections{transport="sse",process="a",instance="${instance}"}`, '800x30'),
    ),
    alert_rule_test: [silent('RostrumManyViewers')],
  },
  {
    input_series: ['1', '2'].map((instance) =>
      over(`rostrum_http_requests_total{status="200",process="a",instance="${instance}"}`, '0+59000x30'),
    ),
    alert_rule_test: [silent('RostrumManyRequests')],
  },
  {
    input_series: [over('rostrum_http_requests_total{status="200",process="a",instance="1"}', '0+61000x30')],
    alert_rule_test: [alert('RostrumManyRequests', 'ticket', { process: 'a', instance: '1' })],
  },
  {
    input_series: [over('rostrum_pool_waiting{process="a",instance="1"}', '1x30')],
    alert_rule_test: [alert('RostrumPoolExhausted', 'ticket', { process: 'a', instance: '1' })],
  },
  {
    input_series: [
      over('rostrum_debates_running{process="a"}', '17x30'),
      over('rostrum_debates_capacity{process="a"}', '20x30'),
    ],
    alert_rule_test: [alert('RostrumWorkersBusy', 'ticket')],
  },
  {
    input_series: [over('rostrum_backlog_age_seconds{process="a"}', '301x30')],
    alert_rule_test: [alert('RostrumBacklog', 'page')],
  },
  {
    input_series: [over('rostrum_bus_up{process="a"}', '1x30'), over('rostrum_bus_up{process="b"}', '0x30')],
    alert_rule_test: [alert('RostrumBusDown', 'ticket')],
  },
  {
    input_series: [
      over('rostrum_http_request_seconds_bucket{class="api",process="a",le="5"}', '0+98x30'),
      over('rostrum_http_request_seconds_bucket{class="api",process="a",le="10"}', '0+100x30'),
      over('rostrum_http_request_seconds_bucket{class="api",process="a",le="+Inf"}', '0+100x30'),
    ],
    alert_rule_test: [alert('RostrumSlow', 'page')],
  },
];

describe.skipIf(promtool === null)('promtool', () => {
  test('accepts the rules', () => {
    expect(run(['check', 'rules', 'rules.yaml'])).toMatchObject({ status: 0 });
  });

  test('confirms that alerts fire above their threshold only', () => {
    const annotations = new Map<string, object>(alerts.map((rule) => [rule.alert, rule.annotations]));
    const tests = cases.map(({ input_series, alert_rule_test, promql_expr_test = [] }) => ({
      interval: '1m',
      input_series,
      promql_expr_test,
      alert_rule_test: alert_rule_test.map((expected) => ({
        ...expected,
        exp_alerts: expected.exp_alerts.map((one) => ({
          ...one,
          exp_annotations: annotations.get(expected.alertname),
        })),
      })),
    }));
    const { status, said } = run(['test', 'rules', 'tests.yaml'], { rule_files: ['rules.yaml'], tests });
    expect(status, said).toBe(0);
  });
});

interface Rule {
  readonly alert: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations: object;
}
const all: Rule[] = parse(rules).groups.flatMap((group: { rules: Rule[] }) => group.rules);
const alerts = all.filter((rule) => rule.alert !== undefined);

/** The metric names in a PromQL expression; histograms without the suffixes that Prometheus adds. */
const namesIn = (expression: string): string[] =>
  (expression.match(/rostrum[:\w]+/g) ?? []).map((name) => name.replace(/_(bucket|count|sum)$/, ''));

const known = (name: string): boolean => isMetricName(name) || Object.hasOwn(recordingRules, name);

test('every query of the rules and of the dashboard uses existing metrics', () => {
  const panels: { targets?: { expr: string }[] }[] = JSON.parse(renderGrafana(contract)).panels;
  const queries = [
    ...all.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets?.map(({ expr }) => expr) ?? []),
  ];
  expect(queries.length).toBeGreaterThan(40);
  expect(queries.flatMap(namesIn).filter((name) => !known(name))).toEqual([]);
  expect(queries.filter((query) => namesIn(query).length === 0)).toEqual([]);
});

test('dashboard panels do not overlap', () => {
  const panels: { gridPos: { x: number; y: number; w: number; h: number } }[] = JSON.parse(
    renderGrafana(contract),
  ).panels;
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
});
