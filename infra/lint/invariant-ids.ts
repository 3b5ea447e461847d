import { invariants } from '../../app/contract/invariants.ts';

const knownIds: ReadonlySet<string> = new Set(invariants.map(({ id }) => id));

/** A set of invariant ids. Throws for an unknown one: a renamed invariant must not lose its treatment. */
export function invariantIds(...ids: readonly string[]): ReadonlySet<string> {
  const unknown = ids.filter((id) => !knownIds.has(id));
  if (unknown.length > 0) throw new Error(`there is no invariant ${unknown.join(', ')}`);
  return new Set(ids);
}
