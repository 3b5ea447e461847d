import type { Program } from './container/program.ts';
import type { SkipLog } from './parse/create-node.ts';
import { type CheckedRule, distinctViolations, runRules } from './rule.ts';
import { programRules } from './rules/program/all.ts';
import type { Extraction, ExtractionOptions, SourceFile } from './types.ts';

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
    const { models, programs = [], skipped, missingSubjects, ...rest } = read(inputs, options);
    const violations = distinctViolations([
      ...models.flatMap((model) => runRules(rules, model)),
      ...programs.flatMap((program) => runRules(programRules, program)),
    ]);
    const isIdle = missingSubjects !== undefined && violations.length === 0;
    return { ...rest, violations, skipped: skipped.values, ...(isIdle ? { missingSubjects } : {}) };
  },
});
