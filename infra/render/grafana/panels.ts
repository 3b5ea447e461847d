/** One panel, or the heading over some. */
export interface Panel {
  readonly type: 'timeseries' | 'row';
  readonly title: string;
  readonly targets?: readonly {
    readonly expr: string;
    readonly legendFormat: string;
    readonly refId: string;
  }[];
}

/** Grafana puts the chosen data source in its place. */
const dataSourceVariable = 'DS_PROMETHEUS';
const datasource = { type: 'prometheus', uid: `\${${dataSourceVariable}}` };

export const row = (title: string): Panel => ({ type: 'row', title });

/** Lines over time: each query with its legend; past `limit` the ground is red. */
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
    ...{ datasource },
    ...{
      fieldConfig: {
        defaults: {
          unit,
          min: 0,
          custom: { thresholdsStyle: { mode: limit === null ? 'off' : 'area' } },
          thresholds: { mode: 'absolute', steps },
        },
        overrides: [],
      },
    },
    targets: queries.map(([expr, legendFormat], index) => ({
      expr,
      legendFormat,
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      ...{ datasource },
    })),
  };
}
