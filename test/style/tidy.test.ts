import { describe, expect, test } from 'vitest';
import { sources } from './sources.ts';
import {
  banned,
  bans,
  functionLinesMax,
  lineColumnsMax,
  longFiles,
  longFunctions,
  longLines,
} from './tidy.ts';

/** What was too long when the rule came. An entry may become smaller or go; a new one needs a very good reason. */
const ratchet = {};

const all = sources();

describe('the code', () => {
  test('has no banned text', () => {
    expect(all.flatMap(banned)).toEqual([]);
  });

  test('has no line that is too long', () => {
    expect(all.flatMap(longLines)).toEqual([]);
  });

  test('has no file that is too long', () => {
    expect(all.flatMap((source) => longFiles(source, ratchet))).toEqual([]);
  });

  test('has no function that is too long', () => {
    expect(all.flatMap((source) => longFunctions(source, ratchet))).toEqual([]);
  });
});

describe('the checks see', () => {
  const samples: readonly (readonly [string, string])[] = [
    ['app/work/a.ts', 'const port = process.env.PORT;'],
    ['app/http/a.ts', 'process.exit(1);'],
    ['test/a.test.ts', 'const value = data as any;'],
    ['app/a.ts', '// @ts-expect-error'],
    ['app/a.ts', "if (contract.profile === 'production') go();"],
    ['app/a.ts', 'setTimeout(() => {\n  retry(now());\n}, 5_000)'],
    ['app/a.ts', 'fetch(url, { signal: AbortSignal.timeout(3000) });'],
    ['app/store/a.ts', "console.log('here');"],
    ['app/cli/a.ts', 'terminal.stdout.write(text);'],
    ['app/debate/a.ts', 'const at = new Date().toISOString();'],
    ['test/a.test.ts', "test.only('this one', () => {});"],
    ['infra/a.ts', '// TODO later'],
  ];

  test.each(samples)('in %s: %s', (path, text) => {
    expect(banned({ path, text: `const a = 1;\n${text}\n` })).toEqual([
      expect.stringMatching(`^${path}:2: .*: .+`),
    ]);
  });

  test('every ban has a sample', () => {
    const seen = bans.filter(({ text }) => samples.some(([, sample]) => text.test(sample)));
    expect(seen).toEqual(bans);
  });

  test.each([
    ['app/main.ts', 'process.env.PORT; process.exit(1); Date.now();'],
    ['app/a.ts', 'setTimeout(retry, contract.live.retryMs); const company: number = 1;'],
    ['app/a.ts', 'new Date(event.at); const now = Date.now;'],
    ['app/a.ts', '// an error as any other\n/* never console.log(x) */ a(); // nor Date.now()'],
    ['test/a.test.ts', "describe.skipIf(!program)('x', () => {}); process.env.PATH;"],
  ])('nothing wrong in %s: %s', (path, text) => {
    expect(banned({ path, text })).toEqual([]);
  });

  test('lines that are too long, by characters', () => {
    const text = `${'–'.repeat(lineColumnsMax)}\n${'x'.repeat(lineColumnsMax + 1)}\n`;
    expect(longLines({ path: 'app/a.ts', text })).toEqual(['app/a.ts:2: has 121 columns; break it at 120']);
  });

  test('files that are too long, unless they were before; those that have shrunk must say so', () => {
    const file = (lines: number) => ({ path: 'app/a.ts', text: 'a\n'.repeat(lines) });
    expect(longFiles(file(200), {})).toEqual([]);
    expect(longFiles(file(201), {})).toEqual([
      expect.stringContaining('app/a.ts has 201 lines, at most 200'),
    ]);
    expect(longFiles(file(250), { 'app/a.ts': 250 })).toEqual([]);
    expect(longFiles(file(251), { 'app/a.ts': 250 })).toHaveLength(1);
    expect(longFiles(file(249), { 'app/a.ts': 250 })).toEqual([expect.stringContaining('lower its entry')]);
    expect(longFiles({ ...file(300), path: 'test/a.test.ts' }, {})).toEqual([]);
  });

  test.each([
    ['function long(a: number): void {', '}'],
    ['export async function* long() {', '}'],
    ['  const long = async (a: string) => {', '  };'],
    ['    async long<T>(a: T): Promise<void> {', '    },'],
    ['export function long(', '}', '  a: number,', '): void {'],
  ])('functions that are too long: %s', (head, end, ...rest) => {
    const inside = (lines: number) => [
      head,
      ...rest,
      ...Array.from({ length: lines }, () => '      go();'),
      end,
      '',
    ];
    const found = (lines: number) => longFunctions({ path: 'app/a.ts', text: inside(lines).join('\n') }, {});
    expect(found(functionLinesMax - 2 - rest.length)).toEqual([]);
    expect(found(functionLinesMax + 1)).toEqual([expect.stringContaining('app/a.ts long has ')]);
  });

  test('loops and conditions are not functions', () => {
    const text = `  if (a) {\n${'    go();\n'.repeat(99)}  }\n`;
    expect(longFunctions({ path: 'app/a.ts', text }, {})).toEqual([]);
  });
});
