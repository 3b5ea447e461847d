import type { Finding } from './finding.ts';

/** A finding that somebody has decided to live with. */
export interface Acceptance {
  readonly id: string;
  /** The logical id; without it, everywhere. */
  readonly resource?: string;
  readonly reason: string;
}

export interface Accepted {
  readonly findings: readonly Finding[];
  /** Acceptances that say nothing, or that nothing needs any more. */
  readonly problems: readonly string[];
}

/** Marks what is accepted. What is accepted without a reason stays as it was. */
export function accept(findings: readonly Finding[], acceptances: readonly Acceptance[]): Accepted {
  const problems = acceptances.flatMap((acceptance) => {
    const what = `${acceptance.id}${acceptance.resource === undefined ? '' : ` of ${acceptance.resource}`}`;
    if (acceptance.reason.trim() === '') return [`${what} is accepted without a reason: say why`];
    const used = findings.some((finding) => finding.state === 'broken' && matches(acceptance, finding));
    return used ? [] : [`${what} is accepted, and is not found: take it out`];
  });
  const valid = acceptances.filter(({ reason }) => reason.trim() !== '');
  return {
    problems,
    findings: findings.map((finding) => {
      const found = valid.find((acceptance) => matches(acceptance, finding));
      return found && finding.state === 'broken' ? { ...finding, accepted: found.reason } : finding;
    }),
  };
}

const matches = ({ id, resource }: Acceptance, { id: found, place, numbers }: Finding): boolean =>
  id === found &&
  (resource === undefined ||
    resource === place?.resource ||
    numbers.some((number) => number.place?.resource === resource));

/** A file of acceptances: a list of `{ id, resource?, reason }`. Throws what is wrong with it. */
export function parseAcceptances(text: string): Acceptance[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new TypeError('it must be a list of { id, resource, reason }');
  return parsed.map((entry: unknown, index) => {
    const member = (name: string): unknown =>
      typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
    const [id, resource, reason] = [member('id'), member('resource'), member('reason') ?? ''];
    if (typeof id !== 'string' || typeof reason !== 'string')
      throw new TypeError(`entry ${index + 1} must have an id and a reason, both texts`);
    if (resource === undefined) return { id, reason };
    if (typeof resource !== 'string') throw new TypeError(`entry ${index + 1}: resource must be a text`);
    return { id, resource, reason };
  });
}
