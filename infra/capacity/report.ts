import { formatColumns, formatParagraph, indentText } from '../shared/format.ts';
import type { Capacity } from './capacity.ts';
import { type CapacityLimit, usedShare } from './capacity-limits.ts';
import { callsAtOnce, tokensPerMinute } from './data-services.ts';
import type { CapacityLoad } from './demand.ts';
import type { TaskNeed } from './tasks.ts';

/** What a reader must know before relying on a figure. */
export const notModelled: readonly string[] = [
  'requests other than following a debate: lists, searches, uploads, creations',
  'arrivals in a burst, such as all viewers reconnecting after a deployment',
  'the limits of model providers, and what models cost',
  'CPUs that are faster or slower than those of the measurement, TLS in the tasks, and compression',
  'memory that documents take in workers and uploads in web tasks: invariants bound it',
  'quotas of the AWS account, traffic between zones, requests of CloudFront and the firewall, logs, database I/O',
  'the parts of a deployment that do not grow with the load: docs/costs.md has them',
];

/** A whole number with separators, or with the digits that matter when it is small. */
export const formatFigure = (value: number): string =>
  value >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toFixed(value >= 10 ? 1 : 2)));

export const describeLoad = ({ viewers, debatesPerHour }: CapacityLoad): string =>
  `${formatFigure(viewers)} viewers, ${formatFigure(debatesPerHour)} debates an hour`;

/** Label, value and how it came about. */
export type CapacityRow = readonly [label: string, value: string, how: string];

export function demandRows({ demand, tasks, data }: Capacity): readonly CapacityRow[] {
  const { published, delivered } = data.cacheMessagesPerSecond;
  const { runningDebates, writingDebates, packetsPerSecondOfDebate } = demand;
  return [
    [
      'debates at once',
      formatFigure(runningDebates),
      `text arrives in up to ${formatFigure(writingDebates)}`,
    ],
    ['web tasks', formatFigure(tasks.web.tasks), describeTasks(tasks.web)],
    ...(tasks.worker === null
      ? []
      : [['worker tasks', formatFigure(tasks.worker.tasks), describeTasks(tasks.worker)] as const]),
    ['calls of models', formatFigure(callsAtOnce(demand)), 'at once, at most'],
    ['tokens', `${formatFigure(tokensPerMinute(demand))} a minute`, 'at most; providers limit them'],
    ['database connections', formatFigure(data.databaseConnections), 'full pools, during a deployment'],
    ['database events', `${formatFigure(demand.eventsPerSecond)} a second`, ''],
    ...(published === 0
      ? []
      : [
          [
            'cache messages',
            `${formatFigure(published)} a second`,
            `delivered ${formatFigure(delivered)} times, ${formatFigure(data.cacheBytesPerSecond / 1e6)} MB a second`,
          ] as const,
        ]),
    [
      'to viewers',
      `${formatFigure((demand.viewerBytesPerSecond * 8) / 1e6)} Mbit a second`,
      `${formatFigure(packetsPerSecondOfDebate)} packets a second each, while all read; ` +
        `${formatFigure(demand.viewerGBPerHour)} GB an hour on average`,
    ],
  ];
}

const describeTasks = ({ reason, cores, memoryMB }: TaskNeed): string =>
  `by ${reason}; ${formatFigure(cores)} CPUs in use, ${formatFigure(memoryMB)} MB a task`;

/** `20 %` up to a whole, then `12.5 ×`. */
export const describeShare = (share: number): string =>
  share <= 1 ? `${formatFigure(share * 100)} %` : `${formatFigure(share)} ×`;

export const limitRows = (limits: readonly CapacityLimit[]): readonly (readonly string[])[] =>
  limits.map((limit) => [
    limit.path,
    `${formatFigure(limit.needed)} of ${formatFigure(limit.available)} ${limit.unit}`,
    describeShare(usedShare(limit)),
  ]);

/** The sentences on the limit that binds first, and on those that do not suffice. */
export function limitAdvice({ limits, firstLimit: { path, multiple } }: Capacity): readonly string[] {
  const exceeded = limits.filter((limit) => usedShare(limit) > 1);
  const at = multiple < 1 ? `${formatFigure(multiple * 100)} % of` : `${formatFigure(multiple)} times`;
  return [`Binds first: ${path}, at ${at} this load.`, ...exceeded.map(({ fix }) => fix)];
}

export function formatCapacity(capacity: Capacity): string {
  const { profile, demand, limits, costs } = capacity;
  const total = costs?.reduce((sum, { usd }) => sum + usd, 0) ?? 0;
  return [
    `Capacity of ${profile}: ${describeLoad(demand)}`,
    '',
    indentText(formatColumns(demandRows(capacity))),
    '',
    'Limits of the contract',
    indentText(formatColumns(limitRows(limits))),
    ...limitAdvice(capacity).map(formatParagraph),
    ...(costs === null
      ? []
      : [
          '',
          `A month of this load on AWS: ${formatFigure(Math.round(total))} $, without what does not grow with it`,
          indentText(formatColumns(costs.map(({ item, how, usd }) => [item, `${usd.toFixed(0)} $`, how]))),
        ]),
    '',
    'Not modelled',
    ...notModelled.map(formatParagraph),
  ].join('\n');
}
