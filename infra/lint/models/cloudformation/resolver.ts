import type { Value } from '../../parse/document.ts';
import type { MaybeResolved, Resolved } from '../../parse/resolved.ts';

/** Resolves what the template alone determines: parameters by their defaults, conditions, mappings, strings. */
export interface Resolver {
  readonly resolve: (value: Value | undefined, depth?: number) => MaybeResolved;
  /** Undefined when it is known only at deployment. */
  readonly condition: (name: string) => boolean | undefined;
  readonly mapping: (...keys: readonly string[]) => Value | undefined;
  readonly attribute: (id: string, attribute: string) => Resolved;
  /** The export of another template. */
  readonly importValue: (name: string) => MaybeResolved;
}
