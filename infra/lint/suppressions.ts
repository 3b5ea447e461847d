import type { Finding } from './finding.ts';

/** Accepts a finding, with a reason. */
export interface Suppression {
  readonly id: string;
  /** The logical id; every resource when undefined. */
  readonly resource?: string;
  readonly reason: string;
}

export interface SuppressionResult {
  readonly findings: readonly Finding[];
  /** Suppressions without a reason, and unused ones. */
  readonly problems: readonly string[];
}

/** Marks the accepted findings. A suppression without a reason has no effect. */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
): SuppressionResult {
  const problems = suppressions.flatMap((suppression) => {
    const label = `${suppression.id}${suppression.resource === undefined ? '' : ` of ${suppression.resource}`}`;
    if (suppression.reason.trim() === '') return [`${label} is accepted without a reason: add one`];
    const used = findings.some((finding) => finding.state === 'broken' && matches(suppression, finding));
    return used ? [] : [`${label} is accepted but not found: remove the entry`];
  });
  const valid = suppressions.filter(({ reason }) => reason.trim() !== '');
  return {
    problems,
    findings: findings.map((finding) => {
      const found = valid.find((suppression) => matches(suppression, finding));
      return found && finding.state === 'broken' ? { ...finding, accepted: found.reason } : finding;
    }),
  };
}

const matches = ({ id, resource }: Suppression, { id: found, place, numbers }: Finding): boolean =>
  id === found &&
  (resource === undefined ||
    resource === place?.resource ||
    numbers.some((number) => number.place?.resource === resource));

/** Parses a JSON list of `{ id, resource?, reason }`. Throws an Error that describes the fault. */
export function parseSuppressions(text: string): Suppression[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new TypeError('it must be a list of { id, resource, reason }');
  return parsed.map((entry: unknown, index) => {
    const member = (name: string): unknown =>
      typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
    const [id, resource, reason] = [member('id'), member('resource'), member('reason') ?? ''];
    if (typeof id !== 'string' || typeof reason !== 'string')
      throw new TypeError(`entry ${index + 1} must have an id and a reason, both strings`);
    if (resource === undefined) return { id, reason };
    if (typeof resource !== 'string') throw new TypeError(`entry ${index + 1}: resource must be a string`);
    return { id, resource, reason };
  });
}
