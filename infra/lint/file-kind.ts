import type { Program } from './container/program.ts';
import type { SkipLog } from './parse/create-node.ts';
import { type CheckedRule, distinctViolations, runRules } from './rule.ts';
import { programRules } from './rules/program/all.ts';
import {
  type Extraction,
  type ExtractionOptions,
  locationKey,
  type RequestPath,
  type SourceFile,
} from './types.ts';

/** A supported kind of file, recognized by its contents, never by its name. */
export interface FileKind {
  readonly name: string;
  readonly recognizes: (input: SourceFile) => boolean;
  /** Reads all files of this kind together, because one may import what another exports, and checks its rules. */
  readonly extract: (inputs: readonly SourceFile[], options: ExtractionOptions) => Extraction;
}

/** What a format reads: the subjects of its rules, and what the rules of all formats need. */
export interface Reading<Model> extends Omit<Extraction, 'violations' | 'skipped'> {
  readonly models: readonly Model[];
  readonly programs?: readonly Program[];
  /** Rules may add to it. */
  readonly skipped: SkipLog;
}

interface FormatDefinition<Model> extends Pick<FileKind, 'name' | 'recognizes'> {
  readonly rules: readonly CheckedRule<Model>[];
  readonly read: (inputs: readonly SourceFile[], options: ExtractionOptions) => Reading<Model>;
}

export const defineFormat = <Model>({ rules, read, ...kind }: FormatDefinition<Model>): FileKind => ({
  ...kind,
  extract(inputs, options) {
    const { models, programs = [], skipped, missingSubjects, requestPaths, ...rest } = read(inputs, options);
    const violations = distinctViolations([
      ...models.flatMap((model) => runRules(rules, model)),
      ...programs.flatMap((program) => runRules(programRules, program)),
    ]);
    const isIdle = missingSubjects !== undefined && violations.length === 0;
    return {
      ...rest,
      requestPaths: distinctPaths(requestPaths),
      violations,
      skipped: skipped.values,
      ...(isIdle ? { missingSubjects } : {}),
    };
  },
});

/**
 * Without those of a file that environments share, which are read once with each. Findings name them, so their names
 * differ.
 */
function distinctPaths(requestPaths: readonly RequestPath[]): RequestPath[] {
  const counts = new Map<string, number>();
  const distinct = new Map(requestPaths.map((one) => [pathKey(one), one]));
  return [...distinct.values()].map((one) => {
    const count = (counts.get(one.name) ?? 0) + 1;
    counts.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
}

const pathKey = ({ name, facts }: RequestPath): string =>
  [name, ...[...facts.values()].map(({ place }) => locationKey(place))].join(' ');
