import { expect } from 'vitest';
import { type InputFile, type LintOptions, type LintResult, lint } from '../../../../infra/lint/lint.ts';

export const withState = ({ findings }: LintResult, state: string) =>
  findings.filter((finding) => finding.state === state);

/** The broken invariants of files that have no gaps. */
export const brokenIn = (files: readonly InputFile[], options: Partial<LintOptions> = {}): string[] => {
  const result = lint({ files, ...options });
  expect(result.gaps).toEqual([]);
  return withState(result, 'broken').map(({ id, comparison, message }) => `${id}: ${comparison ?? message}`);
};
