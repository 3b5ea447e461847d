import { isWithin, type SourceFile } from './sources.ts';

/** A word that a reader stops at, and what to write instead. */
interface BannedWord {
  readonly pattern: RegExp;
  readonly fix: string;
  /** A line in which it stands, to show that the pattern finds it. */
  readonly sample: string;
  /** Files and folders in which it may stand. */
  readonly except?: readonly string[];
}

export const bannedWords: readonly BannedWord[] = [
  {
    pattern: /\b(?:nobody|somebody|anybody|everybody|whoever|whomever)\b/i,
    fix: 'name the actor: the caller, the worker, the operator',
    sample: '// Nobody listens.',
  },
  {
    pattern: /\b(?:is|are|was|were|be|been) told\b/i,
    fix: 'use a verb with its actor: receives, is notified, reports',
    sample: '// The process is told to stop.',
  },
  {
    pattern: /\b(?:cure[sd]?\b(?!:)|mend(?:s|ed|ing)?\b)/i,
    fix: 'write fix',
    sample: "const cure = 'unset it';",
  },
  {
    pattern: /\bcure:/i,
    fix: 'write Fix:',
    sample: "'Cure: unset it.'",
    // Scripts of users match this word in the errors about the data directory.
    except: ['app/store/', 'test/store/', 'app/bootstrap/signing-key.ts'],
  },
  { pattern: /\btenure/i, fix: 'write lease session', sample: 'const tenure = openTenure();' },
  { pattern: /\bpatien(?:ce|t)\b/i, fix: 'write retry policy or retry budget', sample: 'import patience' },
  { pattern: /\bmisfits?\b/i, fix: 'write override error', sample: 'const misfits = [];' },
  { pattern: /\bcontent network\b/i, fix: 'write CDN', sample: '// Behind the content network.' },
  { pattern: /\bany more\b/i, fix: 'write no longer', sample: '// It does not run any more.' },
  { pattern: /\bno more\b(?! than)/i, fix: 'write no longer', sample: '// The lease holds no more.' },
  { pattern: /\bis away\b/i, fix: 'write is unavailable', sample: '// While the database is away.' },
  { pattern: /\bat hand\b/i, fix: 'write available', sample: '// The models at hand.' },
  { pattern: /\bbesides?\b/i, fix: 'write next to, with or also', sample: '// The key beside it.' },
  {
    pattern: /\b[A-Z]\w*Parts\b/,
    fix: 'call it XDeps (injected collaborators) or XOptions (values that the caller chooses)',
    sample: 'interface WorkerParts {}',
  },
  {
    pattern: /\b(?:function|const) of[A-Z]/,
    fix: 'begin with a verb: check, collect, build',
    sample: 'const ofDatabase = () => [];',
  },
];

/** Each banned word in a file, with its line and what to write instead. The list itself is not checked. */
export function findBannedWords({ path, text }: SourceFile): string[] {
  if (path.startsWith('test/style/')) return [];
  return text.split('\n').flatMap((line, index) =>
    bannedWords.flatMap(({ pattern, fix, except = [] }) => {
      const found = isWithin(path, except) ? null : pattern.exec(line);
      return found ? [`${path}:${index + 1}: ${found[0]}: ${fix}`] : [];
    }),
  );
}
