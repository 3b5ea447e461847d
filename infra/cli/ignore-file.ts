import { globToRegExp } from '../lint/files/glob.ts';

/** The patterns of one .gitignore file, which apply below its folder. */
export interface IgnoreRules {
  readonly folder: string;
  readonly patterns: readonly IgnorePattern[];
}

interface IgnorePattern {
  readonly expression: RegExp;
  readonly isNegated: boolean;
  readonly isFolderOnly: boolean;
  /** Whether it matches at any depth. */
  readonly isName: boolean;
}

const patternCharsMax = 300;

export function parseIgnoreFile(folder: string, text: string): IgnoreRules {
  const patterns = text.split(/\r?\n/).flatMap((line): IgnorePattern[] => {
    if (line.length > patternCharsMax) return [];
    const written = line.replace(/(?<!\\)\s+$/, '');
    if (written === '' || written.startsWith('#')) return [];
    const isNegated = written.startsWith('!');
    const bare = isNegated ? written.slice(1) : written;
    const path = bare.replace(/\/$/, '');
    return [
      {
        expression: globToRegExp(path.replace(/^\//, '')),
        isNegated,
        isFolderOnly: bare.endsWith('/'),
        isName: !path.includes('/'),
      },
    ];
  });
  return { folder, patterns };
}

/** Whether the last pattern that matches a path ignores it. */
export function isIgnored(path: string, isFolder: boolean, rules: readonly IgnoreRules[]): boolean {
  let ignored = false;
  for (const { folder, patterns } of rules) {
    const inside = folder === '.' ? path : path.slice(folder.length + 1);
    for (const { expression, isNegated, isFolderOnly, isName } of patterns) {
      if (isFolderOnly && !isFolder) continue;
      const subject = isName ? inside.slice(inside.lastIndexOf('/') + 1) : inside;
      if (expression.test(subject)) ignored = !isNegated;
    }
  }
  return ignored;
}
