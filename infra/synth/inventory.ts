import { isJsonArray, type Json } from './normalize.ts';

/** The contents of a template, as Markdown: the number of resources, and a table by AWS service. */
export function formatInventory(template: Json): string[] {
  const types = resourceTypes(template);
  const kinds = countByType(types);
  const byService = Map.groupBy(kinds, ([type]) => splitType(type).service);
  const rows = [...byService]
    .map(([service, own]) => ({ service, own, count: own.reduce((sum, [, count]) => sum + count, 0) }))
    .sort((a, b) => b.count - a.count || (a.service < b.service ? -1 : 1))
    .map(({ service, own, count }) => `| ${service} | ${count} | ${own.map(formatCount).join(', ')} |`);
  return [
    `${types.length} resources of ${kinds.length} kinds.`,
    ...(rows.length > 0 ? [['| service | resources | kinds |', '|---|---|---|', ...rows].join('\n')] : []),
  ];
}

function resourceTypes(template: Json): string[] {
  const resources = member(template, 'Resources');
  if (typeof resources !== 'object' || resources === null || isJsonArray(resources)) return [];
  return Object.values(resources).flatMap((resource) => {
    const type = member(resource, 'Type');
    return typeof type === 'string' ? [type] : [];
  });
}

const member = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !isJsonArray(value) ? value[name] : undefined;

/** The most frequent first. */
const countByType = (words: readonly string[]): [string, number][] =>
  [...Map.groupBy(words, (word) => word)]
    .map(([word, all]): [string, number] => [word, all.length])
    .sort(([a, count], [b, otherCount]) => otherCount - count || (a < b ? -1 : 1));

const formatCount = ([type, count]: readonly [string, number]): string =>
  count === 1 ? splitType(type).kind : `${splitType(type).kind} × ${count}`;

/** `EC2` and `Subnet` of `AWS::EC2::Subnet`. */
function splitType(type: string): { readonly service: string; readonly kind: string } {
  const [first = '', second, ...rest] = type.split('::');
  return second === undefined || rest.length === 0
    ? { service: first, kind: second ?? first }
    : { service: second, kind: rest.join('::') };
}
