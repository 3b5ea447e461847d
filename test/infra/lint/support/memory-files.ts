import type { NearbyFiles } from '../../../../infra/lint/files/file-lookup.ts';
import { type LintOptions, lint } from '../../../../infra/lint/lint.ts';

/** Files next to the inputs, by path. */
export const memoryFiles = (files: Readonly<Record<string, string>>): NearbyFiles => ({
  list: (folder) =>
    Object.keys(files).flatMap((path) => {
      const at = path.lastIndexOf('/');
      return (at < 0 ? '.' : path.slice(0, at)) === folder ? [path.slice(at + 1)] : [];
    }),
  read: (path) => files[path] ?? null,
});

/** Audits files by path, with others next to them that are not named. */
export const auditFiles = (
  files: Readonly<Record<string, string>>,
  nearby: Readonly<Record<string, string>> = {},
  options: Partial<LintOptions> = {},
) =>
  lint({
    files: Object.entries(files).map(([name, text]) => ({ name, text })),
    nearby: memoryFiles(nearby),
    ...options,
  });

export const brokenLines = (result: ReturnType<typeof auditFiles>): string[] =>
  result.findings.flatMap(({ state, severity, id, place }) =>
    state === 'broken' ? [`${severity} ${id} ${place?.file}:${place?.line}`] : [],
  );
