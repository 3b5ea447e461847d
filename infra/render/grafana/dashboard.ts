import type { Contract } from '../../../app/contract/types/contract.ts';
import { quantile, rate, series, sum } from '../prometheus/expressions.ts';
import { type Panel, panel, row } from './panels.ts';

/** A dashboard to import or to provision. Grafana asks for its data source on import. */
export function renderGrafana(contract: Contract): string {
  const dashboard = {
    __inputs: [
      {
        name: 'DS_PROMETHEUS',
        label: 'Prometheus',
        type: 'datasource',
        pluginId: 'prometheus',
        pluginName: 'Prometheus',
      },
    ],
    uid: 'rostrum',
    title: 'Rostrum',
    description: `Made by: npm run contract -- render grafana --profile ${contract.profile}.`,
    tags: ['rostrum'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels: layOut([
      ...requestPanels(contract),
      ...viewerPanels(contract),
      ...debatePanels(contract),
      ...modelPanels(),
      ...processPanels(),
    ]),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const requestPanels = ({ deployment: { alarms } }: Contract): Panel[] => [
  row('Requests'),
  panel('Requests a second', 'reqps', [
    [sum(rate('rostrum_http_requests_total'), 'class, status'), '{{class}} {{status}}'],
  ]),
  panel(
    'Error rate',
    'percentunit',
    [['rostrum:http_errors:ratio_rate5m', '5xx']],
    alarms.errorPercentMax / 100,
  ),
  panel(
    'Response time',
    's',
    [
      [quantile(0.5, 'rostrum_http_request_seconds', 'class=~"page|api"'), 'p50'],
      ['rostrum:http_request_seconds:p99_5m', 'p99'],
    ],
    alarms.p99MsMax / 1000,
  ),
  panel('In flight', 'short', [
    [sum(series('rostrum_http_requests_in_flight'), 'instance, process'), '{{instance}} {{process}}'],
  ]),
  panel('Refused', 'reqps', [
    [sum(rate('rostrum_http_shed_total')), 'overloaded'],
    [sum(rate('rostrum_http_limited_total')), 'rate limited'],
    [sum(rate('rostrum_http_denied_total')), 'no key'],
  ]),
];

const viewerPanels = ({ deployment: { scaling } }: Contract): Panel[] => [
  row('Viewers'),
  panel(
    'Live connections per process',
    'short',
    [[sum(series('rostrum_live_connections'), 'process, transport'), '{{process}} {{transport}}']],
    scaling.liveConnectionsPerTask,
  ),
  panel('Sent', 'Bps', [
    [sum(rate('rostrum_live_sent_bytes_total'), 'instance, process'), '{{instance}} {{process}}'],
  ]),
  panel('Slow viewers', 'ops', [
    [sum(rate('rostrum_live_deltas_dropped_total')), 'deltas dropped'],
    [sum(rate('rostrum_live_snapshots_total')), 'snapshots'],
    [sum(rate('rostrum_live_closed_total'), 'reason'), 'closed: {{reason}}'],
  ]),
];

const debatePanels = ({ deployment: { scaling, alarms } }: Contract): Panel[] => [
  row('Debates'),
  panel('Running and waiting', 'short', [
    [sum(series('rostrum_debates_running')), 'running'],
    [`max(${series('rostrum_debates_waiting')})`, 'waiting'],
    [`max(${series('rostrum_workers_alive')})`, 'workers'],
  ]),
  panel(
    'Worker utilization',
    'percentunit',
    [['rostrum:worker_utilisation:ratio', 'busy']],
    scaling.workerUtilisationPercent / 100,
  ),
  panel(
    'Longest wait',
    's',
    [[`max(${series('rostrum_backlog_age_seconds')})`, 'oldest']],
    alarms.backlogAgeMsMax / 1000,
  ),
  panel('Ended', 'short', [
    [
      sum(`increase(${series('rostrum_debates_ended_total')}[1h])`, 'outcome, reason'),
      '{{outcome}}: {{reason}}',
    ],
  ]),
  panel('Webhooks', 'ops', [[sum(rate('rostrum_webhook_attempts_total'), 'outcome'), '{{outcome}}']]),
  panel('Leases', 'ops', [
    [sum(rate('rostrum_lease_claims_total')), 'claims'],
    [sum(rate('rostrum_lease_takeovers_total')), 'takeovers'],
    [sum(rate('rostrum_appends_fenced_total')), 'appends refused'],
  ]),
];

const modelPanels = (): Panel[] => [
  row('Models'),
  panel('First token, p95', 's', [[quantile(0.95, 'rostrum_first_token_seconds', '', 'model'), '{{model}}']]),
  panel('Turn, p95', 's', [[quantile(0.95, 'rostrum_turn_seconds', '', 'model'), '{{model}}']]),
  panel('Tokens a second', 'short', [
    [sum(rate('rostrum_tokens_total'), 'model, direction'), '{{model}} {{direction}}'],
  ]),
  panel('Cost in an hour', 'currencyUSD', [
    [sum(`increase(${series('rostrum_cost_usd_total')}[1h])`, 'model'), '{{model}}'],
    [sum(`increase(${series('rostrum_wasted_cost_usd_total')}[1h])`), 'wasted'],
  ]),
  panel('Failures', 'ops', [
    [sum(rate('rostrum_provider_errors_total'), 'provider, reason'), '{{provider}}: {{reason}}'],
  ]),
];

const processPanels = (): Panel[] => [
  row('Processes'),
  panel('Event loop lag, p99', 's', [
    [quantile(0.99, 'rostrum_event_loop_lag_seconds', '', 'instance, process'), '{{instance}} {{process}}'],
  ]),
  panel('Event loop utilization', 'percentunit', [
    [series('rostrum_event_loop_utilisation_ratio'), '{{process}}'],
  ]),
  panel('Database connections', 'short', [
    [sum(series('rostrum_pool_connections'), 'process, state'), '{{process}} {{state}}'],
    [sum(series('rostrum_pool_waiting'), 'instance, process'), '{{instance}} {{process}} waiting'],
  ]),
  panel('Bus delay, p99', 's', [[quantile(0.99, 'rostrum_bus_delay_seconds'), 'p99']]),
  panel('Process crashes', 'short', [
    [sum(`increase(${series('rostrum_process_deaths_total')}[1h])`), 'in an hour'],
  ]),
];

const columns = 3;
const width = 24 / columns;
const height = 8;

/** Arranges the panels in rows of three, with a heading above each group. */
function layOut(panels: readonly Panel[]): object[] {
  let [x, y] = [0, 0];
  return panels.map((one, index) => {
    const heading = one.type === 'row';
    if (heading && x > 0) [x, y] = [0, y + height];
    const gridPos = { x, y, w: heading ? 24 : width, h: heading ? 1 : height };
    if (heading) y += 1;
    else if (x + width >= 24) [x, y] = [0, y + height];
    else x += width;
    return { id: index + 1, gridPos, ...one };
  });
}
