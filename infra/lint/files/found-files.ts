import type { ReadFailure } from '../unreadable.ts';

/** Files that were only found in a folder are no gaps: templates among them become one hint. */
export function splitGaps(
  all: readonly ReadFailure[],
  found: ReadonlySet<string>,
  hints: readonly string[],
): { readonly gaps: readonly ReadFailure[]; readonly hints: readonly string[] } {
  const templates = all.filter(({ file, reason }) => found.has(file) && /\btemplate\b/.test(reason));
  const [first] = templates;
  const names = new Set(templates.map(({ file }) => file));
  return {
    gaps: all.filter(({ file }) => !found.has(file)),
    hints: [...hints, ...(first === undefined ? [] : [describeTemplates(names.size, first)])],
  };
}

const describeTemplates = (count: number, { file, fix }: ReadFailure): string =>
  `${count === 1 ? '1 file is a template' : `${count} files are templates`}, such as ${file}: ${fix}`;
