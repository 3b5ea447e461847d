import type { LintResult } from '../lint.ts';

/** The whole result. The places of numbers name their file only when it is not that of the finding. */
export function jsonReport(result: LintResult): string {
  const findings = result.findings.map((finding) => ({
    ...finding,
    numbers: finding.numbers.map(({ place, ...number }) => {
      if (place === null || place.file !== finding.place?.file) return { ...number, place };
      const { file: _, ...inside } = place;
      return { ...number, place: inside };
    }),
  }));
  return JSON.stringify({ ...result, findings }, null, 2);
}
