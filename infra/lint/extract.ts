import type { FileKind } from './file-kind.ts';
import type { Extraction, ExtractionOptions, SourceFile } from './types.ts';

/** The inputs of each kind; those of no kind are last. */
type InputsByKind = ReadonlyMap<FileKind | undefined, readonly SourceFile[]>;

export function extractAll(
  fileKinds: readonly FileKind[],
  inputs: readonly SourceFile[],
  options: ExtractionOptions,
): {
  readonly byKind: InputsByKind;
  readonly extractions: readonly Extraction[];
  readonly parts: ReadonlySet<string>;
} {
  const all = Map.groupBy(inputs, (input) => fileKinds.find(({ recognizes }) => recognizes(input)));
  // The unknown files last: others may include them.
  const byKind = new Map([...all].sort(([a], [b]) => Number(a === undefined) - Number(b === undefined)));
  const extractions = [...byKind].flatMap(([fileKind, ofKind]) =>
    fileKind === undefined ? [] : [fileKind.extract(ofKind, options)],
  );
  return { byKind, extractions, parts: new Set(extractions.flatMap(({ parts = [] }) => [...parts])) };
}

/** The files that were read, each with its kind. */
export const listReadFiles = (
  given: readonly SourceFile[],
  byKind: InputsByKind,
  parts: ReadonlySet<string>,
): { readonly name: string; readonly kind: string }[] =>
  given.flatMap((input) => {
    const kind = [...byKind].find(([, ofKind]) => ofKind.includes(input))?.[0]?.name;
    if (kind !== undefined) return [{ name: input.name, kind }];
    return parts.has(input.name) ? [{ name: input.name, kind: 'part of another file' }] : [];
  });

/** A sentence for each kind whose files have nothing that a rule could check. */
export function describeIdle(byKind: InputsByKind, extractions: readonly Extraction[]): string[] {
  const outer = new Set([...byKind.values()].flat().flatMap((one) => (one.embedded ? [one.name] : [])));
  return [...byKind].flatMap(([fileKind, ofKind], index) => {
    const missing = fileKind === undefined ? undefined : extractions[index]?.missingSubjects;
    const names = ofKind.map(({ name }) => name).filter((name) => !outer.has(name));
    return missing === undefined || names.length === 0
      ? []
      : [`Nothing to audit in ${names.join(', ')}: there is no ${missing}`];
  });
}
