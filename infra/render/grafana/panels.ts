/** One panel, or the heading of a group. */
export interface Panel {
  readonly type: 'timeseries' | 'row';
  readonly title: string;
  readonly datasource?: typeof datasource;
  readonly fieldConfig?: object;
  readonly targets?: readonly {
    readonly expr: string;
    readonly legendFormat: string;
    readonly refId: string;
    readonly datasource: typeof datasource;
  }[];
}

/** Grafana replaces this variable with the chosen data source. */
const dataSourceVariable = 'DS_PROMETHEUS';
const datasource = { type: 'prometheus', uid: `\${${dataSourceVariable}}` };

export const row = (title: string): Panel => ({ type: 'row', title });

/** A time series: each query with its legend. The background above `limit` is red. */
export function panel(
  title: string,
  unit: string,
  queries: readonly (readonly [expression: string, legend: string])[],
  limit: number | null = null,
): Panel {
  const steps = [
    { color: 'green', value: null },
    ...(limit === null ? [] : [{ color: 'red', value: limit }]),
  ];
  return {
    type: 'timeseries',
    title,
    datasource,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: { thresholdsStyle: { mode: limit === null ? 'off' : 'area' } },
        thresholds: { mode: 'absolute', steps },
      },
      overrides: [],
    },
    targets: queries.map(([expr, legendFormat], index) => ({
      expr,
      legendFormat,
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource,
    })),
  };
}
