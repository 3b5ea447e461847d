import { isIn, type Source } from './sources.ts';

/** What must not stand in the code, where it may all the same, and what to write instead. */
interface Ban {
  readonly text: RegExp;
  readonly in: readonly string[];
  readonly but?: readonly string[];
  readonly cure: string;
  /** Whether comments count, too. */
  readonly inComments?: true;
}

const compositionRoots = ['app/main.ts', 'app/cli.ts', 'infra/main.ts'];
const startsPrograms = ['app/rostrum.mjs', 'app/node-guard.mjs', 'app/build.ts', 'infra/cli.ts'];
/** What is passed in as the clock, and the log, whose lines have a time of their own. */
const clocks = ['app/live/timers.ts', 'app/process/log.ts'];

export const bans: readonly Ban[] = [
  {
    text: /\bprocess\.env\b/,
    in: ['app/', 'infra/'],
    but: compositionRoots,
    cure: 'declare it in contract/env.ts, read it in app/main.ts and pass it in',
  },
  {
    text: /\bprocess\.exit\b\(/,
    in: ['app/', 'infra/'],
    but: [...compositionRoots, ...startsPrograms],
    cure: 'throw, or return what should happen; only app/main.ts ends the process',
  },
  {
    text: /\bas any\b|:\s*any\b|<any>|\bany\[\]/,
    in: ['app/', 'infra/', 'test/'],
    cure: 'use unknown and look before you touch it',
  },
  {
    text: /@ts-(?:ignore|expect-error|nocheck)/,
    in: ['app/', 'infra/', 'test/'],
    cure: 'change the types so that the compiler agrees',
    inComments: true,
  },
  {
    text: /[!=]==?\s*['"](?:production|staging|development)['"]/,
    in: ['app/', 'infra/'],
    cure: 'ask for the value that differs, and put it into the contract; no code asks which profile runs',
  },
  {
    text: /\bset(?:Timeout|Interval)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*,\s*\d[\d_]*\s*\)/,
    in: ['app/', 'infra/', 'test/'],
    cure: 'take the time from the contract, or give it a name that ends in Ms',
  },
  {
    text: /\bAbortSignal\.timeout\(\s*\d/,
    in: ['app/', 'infra/'],
    cure: 'take the time from the contract',
  },
  {
    text: /\bconsole\.\w+\(/,
    in: ['app/', 'infra/'],
    but: startsPrograms,
    cure: 'write to the log that is passed in, or to the stream of the command',
  },
  {
    text: /\.write\(/,
    in: ['app/cli.ts', 'app/cli/'],
    but: ['app/cli/terminal.ts', 'app/cli/screen.ts'],
    cure: 'print with outputOn: it cleans what others wrote',
  },
  {
    text: /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)|\bperformance\.now\(\)/,
    in: ['app/'],
    but: [...compositionRoots, ...startsPrograms, ...clocks, 'app/page/'],
    cure: 'take the clock or the randomness as an argument; tests set them',
  },
  {
    text: /\.only\(|\b(?:test|it|describe)\.skip\(/,
    in: ['test/'],
    cure: 'run it, or use describe.skipIf with need() where a program is missing',
  },
  {
    text: /\b(?:TODO|FIXME|XXX)\b/,
    in: ['app/', 'infra/', 'test/'],
    cure: 'do it now, or open an issue',
    inComments: true,
  },
];

/** Each banned text in a file, with its line and the cure. Its own data is not code. */
export function banned({ path, text }: Source): string[] {
  if (path.startsWith('test/style/')) return [];
  const code = withoutComments(text);
  return bans
    .filter((ban) => isIn(path, ban.in) && !isIn(path, ban.but ?? []))
    .flatMap((ban) =>
      [...(ban.inComments ? text : code).matchAll(new RegExp(ban.text, 'g'))].map(
        (found) => `${path}:${lineAt(text, found.index)}: ${oneLine(found[0])}: ${ban.cure}`,
      ),
    );
}

/** Blanks comments out; everything keeps its place. A `//` within a text is after a colon, as in addresses. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The formatter breaks code at 110 columns; comments and texts, which it leaves alone, may be a little longer. */
export const lineColumnsMax = 120;

export function longLines({ path, text }: Source): string[] {
  return text.split('\n').flatMap((line, index) => {
    const columns = [...line].length;
    const cure = `has ${columns} columns; break it at ${lineColumnsMax}`;
    return columns > lineColumnsMax ? [`${path}:${index + 1}: ${cure}`] : [];
  });
}

/** Tables of cases make tests longer. */
const fileLinesMax = (path: string): number => (path.startsWith('test/') ? 300 : 200);
export const functionLinesMax = 70;

/** What is longer than it should be, by name, with the length it may have at most: it may shrink, never grow. */
export type Ratchet = Readonly<Record<string, number>>;

export function longFiles({ path, text }: Source, ratchet: Ratchet): string[] {
  const lines = text.trimEnd().split('\n').length;
  return tooLong(path, lines, fileLinesMax(path), ratchet, 'split it by what its parts are for');
}

/** Functions of the program, found by their indentation, which the formatter sees to. */
export function longFunctions({ path, text }: Source, ratchet: Ratchet): string[] {
  if (path.startsWith('test/')) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = functionName(line);
    const opened = name === null ? -1 : bodyOpens(lines, index);
    if (opened < 0) return [];
    const end = lines.findIndex((later, at) => at > opened && later.startsWith(`${indentOf(line)}}`));
    return tooLong(`${path} ${name}`, end - index + 1, functionLinesMax, ratchet, 'name its parts');
  });
}

const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

/** The name of the function whose head a line begins, or null. */
function functionName(line: string): string | null {
  const [, name] =
    /\bfunction\*?\s+(\w+)/.exec(line) ??
    /^\s*(?:export )?const (\w+) = (?:async )?(?:<.*>)?\(/.exec(line) ??
    /^\s*(?:(?:static|async|private|override|get|set) )*\*?(\w+)(?:<.*>)?\(.*[({]$/.exec(line) ??
    [];
  return name === undefined || /^(?:if|for|while|switch|catch|with)$/.test(name) ? null : name;
}

/** The line on which the body of a function begins whose head begins on line `index`, or -1. */
function bodyOpens(lines: readonly string[], index: number): number {
  const head = lines[index] ?? '';
  if (head.endsWith('{')) return index;
  if (!head.endsWith('(')) return -1;
  const indent = indentOf(head);
  const after = lines.findIndex((line, at) => at > index && line.trim() !== '' && indentOf(line) === indent);
  return /^\s*\).*\{$/.test(lines[after] ?? '') ? after : -1;
}

function tooLong(name: string, lines: number, linesMax: number, ratchet: Ratchet, cure: string): string[] {
  const known = ratchet[name];
  if (lines > Math.max(known ?? 0, linesMax))
    return [`${name} has ${lines} lines, at most ${known ?? linesMax}; ${cure}`];
  if (known !== undefined && lines < known)
    return [
      `${name} has only ${lines} lines by now; lower its entry in the ratchet, or take it out below ${linesMax}`,
    ];
  return [];
}
