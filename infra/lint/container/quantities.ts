const units: ReadonlyMap<string, number> = new Map([
  ['us', 1 / 1000],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** `1m30s`, `10s`, `500ms` in ms; null when it is not a duration. */
export function parseDuration(text: string): number | null {
  if (text.length > 50 || !/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units.get(unit) ?? 0), 0);
}

const powers = ['', 'k', 'm', 'g', 't', 'p'];

/** A Kubernetes quantity, `512Mi`, `1G`, `1e9`, in bytes; null when it is not one. */
export function parseQuantity(text: string): number | null {
  const [, count, unit = ''] =
    /^(\d+(?:\.\d+)?(?:[eE]\d{1,2})?)(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/.exec(text) ?? [];
  if (count === undefined) return null;
  const power = powers.indexOf(unit.slice(0, 1).toLowerCase());
  return Number(count) * (unit.endsWith('i') ? 1024 : 1000) ** power;
}

/** CPUs in Kubernetes or Compose: `500m`, `0.5`, `2`; null when it is not a number of CPUs. */
export function parseCpus(text: string): number | null {
  const [, count, thousandths] = /^(\d+(?:\.\d+)?)(m?)$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) / (thousandths === 'm' ? 1000 : 1);
}

/** A Compose size, `512m`, `1gb`, `1024`, in bytes (units are powers of 1024); null when it is not one. */
export function parseBytes(text: string): number | null {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*(b|[kmgtp](?:i?b)?)?$/i.exec(text) ?? [];
  if (count === undefined) return null;
  return Number(count) * 1024 ** Math.max(0, powers.indexOf(unit.slice(0, 1).toLowerCase()));
}
