import { locationKey, type SkippedValue, type SourceLocation } from '../types.ts';
import { ConfigNode } from './config-node.ts';
import type { MaybeResolved } from './resolved.ts';

export type Path = readonly (string | number)[];

/** Values that could not be read, each location once. */
export class SkipLog {
  readonly #byPlace = new Map<string, SkippedValue>();

  get values(): readonly SkippedValue[] {
    return [...this.#byPlace.values()];
  }

  add(place: SourceLocation, reason: string, fix?: string): void {
    this.#byPlace.set(`${locationKey(place)} ${place.line}`, {
      place,
      reason,
      ...(fix === undefined ? {} : { fix }),
    });
  }

  /** Records faults of a file that can be read nevertheless. */
  addProblems(
    file: string,
    problems: readonly { readonly line: number | null; readonly reason: string }[],
  ): void {
    for (const { line, reason } of problems)
      this.add({ file, resource: 'file', path: `line ${line}`, construct: null, line }, reason);
  }
}

/** A node for a part of a file that findings name, such as a Kubernetes object or a Compose service. */
export const createNode = (
  value: MaybeResolved,
  resource: string,
  originOf: (path: Path) => Pick<SourceLocation, 'file' | 'line'>,
  skipped: SkipLog,
): ConfigNode =>
  new ConfigNode(value, [], {
    locate: (path) => {
      const { file, line } = originOf(path);
      return { file, resource, path: formatPath(path), construct: null, line };
    },
    skip: (place, reason) => skipped.add(place, reason),
  });

export const formatPath = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('') ||
  '(itself)';
