const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const times: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', second],
  ['m', minute],
  ['h', hour],
  ['d', day],
  ['w', 7 * day],
  ['M', 30 * day],
  ['y', 365 * day],
]);

/** `60`, `90s`, `1m30s`, `500ms` in ms; null when it is not a time. */
export function parseNginxTime(text: string): number | null {
  if (/^\d{1,9}$/.test(text)) return Number(text) * second;
  if (!/^(?:\d{1,9}(?:ms|[smhdwMy])\s*)+(?:\d{1,9})?$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwMy])?/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (times.get(unit ?? 's') ?? 0), 0);
}

const sizes: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
]);

/** `1m`, `512k`, `100` in bytes; null when it is not a size. */
export function parseNginxSize(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,12})([kKmMgG]?)$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (sizes.get(unit.toLowerCase()) ?? 1);
}
