import { globToRegExp } from './files/glob.ts';
import type { Finding } from './finding.ts';

/** Accepts a finding, with a reason. */
export interface Suppression {
  readonly id: string;
  /** The logical id; every resource when undefined. */
  readonly resource?: string;
  /** Patterns of paths; every file when undefined. */
  readonly files?: readonly string[];
  readonly reason: string;
  /** For a comment: the lines that it covers, and its own line. */
  readonly range?: { readonly file: string; readonly from: number; readonly to: number };
  readonly line?: number;
}

export interface SuppressionResult {
  readonly findings: readonly Finding[];
  /** Suppressions without a reason, of unknown rules, and unused ones. */
  readonly problems: readonly string[];
}

/** Marks the accepted findings. A suppression without a reason has no effect. */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  isKnown: (id: string) => boolean,
): SuppressionResult {
  const broken = findings.filter(({ state }) => state === 'broken');
  const problems = suppressions.flatMap((suppression) => {
    const label = labelOf(suppression);
    if (!isKnown(suppression.id)) return [`${label}: the rule is unknown`];
    if (suppression.reason.trim() === '') return [`${label} is accepted without a reason: add one`];
    const used = broken.some((finding) => matches(suppression, finding));
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

function labelOf({ id, resource, range, line }: Suppression): string {
  if (range !== undefined) return `${range.file}:${line} ${id}`;
  return `${id}${resource === undefined ? '' : ` of ${resource}`}`;
}

function matches(
  { id, resource, files, range }: Suppression,
  { id: found, place, numbers }: Finding,
): boolean {
  if (id !== found) return false;
  const places = [place, ...numbers.map((number) => number.place)].filter((one) => one !== null);
  if (range !== undefined)
    return places.some(
      ({ file, line }) => file === range.file && line !== null && line >= range.from && line <= range.to,
    );
  const expressions = files?.map(globToRegExp);
  return places.some(
    (one) =>
      (resource === undefined || resource === one.resource) &&
      (expressions === undefined || expressions.some((expression) => expression.test(one.file))),
  );
}

/** Parses a JSON list of `{ id, resource?, files?, reason }`. Throws an Error that describes the fault. */
export function parseSuppressions(text: string): Suppression[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new TypeError('it must be a list of { id, resource, files, reason }');
  return parsed.map((entry: unknown, index) => {
    const member = (name: string): unknown =>
      typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
    const [id, resource, files, reason] = [
      member('id'),
      member('resource'),
      member('files') ?? undefined,
      member('reason') ?? '',
    ];
    const label = `entry ${index + 1}`;
    if (typeof id !== 'string' || typeof reason !== 'string')
      throw new TypeError(`${label} must have an id and a reason, both strings`);
    if (resource !== undefined && typeof resource !== 'string')
      throw new TypeError(`${label}: resource must be a string`);
    const patterns = Array.isArray(files) ? files.map((one: unknown) => one) : undefined;
    if (files !== undefined && !patterns?.every((one) => typeof one === 'string'))
      throw new TypeError(`${label}: files must be a list of patterns`);
    return {
      id,
      reason,
      ...(resource === undefined ? {} : { resource }),
      ...(patterns === undefined ? {} : { files: patterns.map(String) }),
    };
  });
}
