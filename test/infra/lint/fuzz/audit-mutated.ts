import { lint } from '../../../../infra/lint/lint.ts';
import { githubReport } from '../../../../infra/lint/reporters/github.ts';
import { jsonReport } from '../../../../infra/lint/reporters/json.ts';
import { markdownReport } from '../../../../infra/lint/reporters/markdown.ts';
import { sarifReport } from '../../../../infra/lint/reporters/sarif.ts';
import { textReport } from '../../../../infra/lint/reporters/text.ts';
import { createRandom } from '../../../support/random.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './seeds.ts';

export interface FuzzRun {
  readonly format: string;
  readonly text: string;
  readonly ms: number;
  /** Null when it was audited and reported without an error. */
  readonly error: unknown;
}

/** Audits `count` mutated files; the same number gives the same files. */
export function auditMutated(seeds: readonly Seed[], count: number): FuzzRun[] {
  const random = createRandom(20_261_130);
  return Array.from({ length: count }, (_, round): FuzzRun => {
    const { format, files } = seeds[round % seeds.length] ?? { format: '', files: [] };
    const mutated = files.map((file) => ({ ...file, text: mutate(file.text, random) }));
    const start = process.cpuUsage().user;
    let error: unknown = null;
    try {
      const result = lint({ files: mutated });
      const options = { notes: true, unknown: true };
      for (const report of [textReport, markdownReport, githubReport]) report(result, options);
      jsonReport(result);
      JSON.stringify(sarifReport(result, options));
    } catch (thrown) {
      error = thrown;
    }
    const ms = (process.cpuUsage().user - start) / 1000;
    return { format, text: mutated.map(({ text }) => text).join('\n'), ms, error };
  });
}
