import { isWithin, type SourceFile } from './sources.ts';

/** A banned pattern, where it applies, and what to write instead. */
interface Ban {
  readonly pattern: RegExp;
  readonly in: readonly string[];
  readonly except?: readonly string[];
  readonly fix: string;
  /** Also applies to comments. */
  readonly inComments?: true;
}

const compositionRoots = [
  'app/main.ts',
  'app/bootstrap/process-environment.ts',
  'app/cli.ts',
  'infra/app.ts',
];
const programStarters = [
  'app/rostrum.mjs',
  'app/build/check-node.mjs',
  'app/build/bundle.ts',
  'infra/cli.ts',
];
/** The clock itself, and the log, which adds the time to its lines. */
const clocks = ['app/shared/clock.ts', 'app/runtime/log.ts', 'app/runtime/watchdog.ts'];

export const bans: readonly Ban[] = [
  {
    pattern: /\bprocess\.env\b/,
    in: ['app/', 'infra/'],
    except: compositionRoots,
    fix: 'declare it in contract/env.ts, read it in app/bootstrap/process-environment.ts and pass it in',
  },
  {
    pattern: /\bprocess\.exit\b\(/,
    in: ['app/', 'infra/'],
    except: [...compositionRoots, ...programStarters],
    fix: 'throw, or return what should happen; only a composition root ends the process',
  },
  {
    pattern: /\bas any\b|:\s*any\b|<any>|\bany\[\]/,
    in: ['app/', 'infra/', 'test/'],
    fix: 'use unknown and narrow it',
  },
  {
    pattern: /@ts-(?:ignore|expect-error|nocheck)/,
    in: ['app/', 'infra/', 'test/'],
    fix: 'change the types so that the compiler agrees',
    inComments: true,
  },
  {
    pattern: /[!=]==?\s*['"](?:production|staging|development)['"]/,
    in: ['app/', 'infra/'],
    fix: 'put the value that differs into the contract; no code depends on the profile name',
  },
  {
    pattern: /\bset(?:Timeout|Interval)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*,\s*\d[\d_]*\s*\)/,
    in: ['app/', 'infra/', 'test/'],
    fix: 'take the time from the contract, or give it a name that ends in Ms',
  },
  {
    pattern: /\bAbortSignal\.timeout\(\s*\d/,
    in: ['app/', 'infra/'],
    fix: 'take the time from the contract',
  },
  {
    pattern: /\bconsole\.\w+\(/,
    in: ['app/', 'infra/'],
    except: programStarters,
    fix: 'write to the log that is passed in, or to the stream of the command',
  },
  {
    pattern: /\.write\(/,
    in: ['app/cli.ts', 'app/cli/'],
    except: ['app/cli/output/terminal.ts', 'app/cli/output/screen.ts'],
    fix: 'print with createOutput: it removes control characters that others wrote',
  },
  {
    pattern: /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)|\bperformance\.now\(\)/,
    in: ['app/'],
    except: [...compositionRoots, ...programStarters, ...clocks, 'app/page/'],
    fix: 'take the clock or the randomness as an argument; tests set them',
  },
  {
    pattern: /\.only\(|\b(?:test|it|describe)\.skip\(/,
    in: ['test/'],
    fix: 'run it, or use describe.skipIf with need() where a program is missing',
  },
  {
    pattern: /\b(?:TODO|FIXME|XXX)\b/,
    in: ['app/', 'infra/', 'test/'],
    fix: 'do it now, or open an issue',
    inComments: true,
  },
];

/** Each banned pattern in a file, with its line and the fix. This folder contains the patterns, so it is skipped. */
export function findBanned({ path, text }: SourceFile): string[] {
  if (path.startsWith('test/style/')) return [];
  const code = blankComments(text);
  return bans
    .filter((ban) => isWithin(path, ban.in) && !isWithin(path, ban.except ?? []))
    .flatMap((ban) =>
      [...(ban.inComments ? text : code).matchAll(new RegExp(ban.pattern, 'g'))].map(
        (found) => `${path}:${lineAt(text, found.index)}: ${oneLine(found[0])}: ${ban.fix}`,
      ),
    );
}

/** Replaces comments with spaces, so that positions stay. A `//` after a colon is part of an address. */
const blankComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The formatter breaks code at 110 columns; comments and strings may be slightly longer. */
export const lineColumnsMax = 120;

export function findLongLines({ path, text }: SourceFile): string[] {
  return text.split('\n').flatMap((line, index) => {
    const columns = [...line].length;
    const fix = `has ${columns} columns; break it at ${lineColumnsMax}`;
    return columns > lineColumnsMax ? [`${path}:${index + 1}: ${fix}`] : [];
  });
}

/** Tests may be longer because of their tables. */
const fileLinesMax = (path: string): number => (path.startsWith('test/') ? 300 : 200);
export const functionLinesMax = 70;

/** Exceptions by name with their current length, which may shrink but not grow. */
export type Ratchet = Readonly<Record<string, number>>;

export function findLongFiles({ path, text }: SourceFile, ratchet: Ratchet): string[] {
  const lines = text.trimEnd().split('\n').length;
  return checkLength(path, lines, fileLinesMax(path), ratchet, 'split it by purpose');
}

/** Long functions, found by their indentation, which the formatter enforces. */
export function findLongFunctions({ path, text }: SourceFile, ratchet: Ratchet): string[] {
  if (path.startsWith('test/')) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = functionName(line);
    const opened = name === null ? -1 : findBodyStart(lines, index);
    if (opened < 0) return [];
    const end = lines.findIndex((later, at) => at > opened && later.startsWith(`${indentOf(line)}}`));
    return checkLength(`${path} ${name}`, end - index + 1, functionLinesMax, ratchet, 'extract functions');
  });
}

const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

/** The name of the function that starts on a line, or null. */
function functionName(line: string): string | null {
  const [, name] =
    /\bfunction\*?\s+(\w+)/.exec(line) ??
    /^\s*(?:export )?const (\w+) = (?:async )?(?:<.*>)?\(/.exec(line) ??
    /^\s*(?:(?:static|async|private|override|get|set) )*\*?(\w+)(?:<.*>)?\(.*[({]$/.exec(line) ??
    [];
  return name === undefined || /^(?:if|for|while|switch|catch|with)$/.test(name) ? null : name;
}

/** The line where the body of the function at line `index` starts, or -1. */
function findBodyStart(lines: readonly string[], index: number): number {
  const head = lines[index] ?? '';
  if (head.endsWith('{')) return index;
  if (!head.endsWith('(')) return -1;
  const indent = indentOf(head);
  const after = lines.findIndex((line, at) => at > index && line.trim() !== '' && indentOf(line) === indent);
  return /^\s*\).*\{$/.test(lines[after] ?? '') ? after : -1;
}

function checkLength(name: string, lines: number, linesMax: number, ratchet: Ratchet, fix: string): string[] {
  const known = ratchet[name];
  if (lines > Math.max(known ?? 0, linesMax))
    return [`${name} has ${lines} lines, at most ${known ?? linesMax}; ${fix}`];
  if (known !== undefined && lines < known)
    return [
      `${name} has only ${lines} lines by now; lower its entry in the ratchet, or take it out below ${linesMax}`,
    ];
  return [];
}
