import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sources } from './sources.ts';
import { brokenSteps, nameOf, parseWalks, type Walk } from './walks.ts';

const page = fileURLToPath(new URL('../../docs/ARCHITECTURE.md', import.meta.url));
const walks = parseWalks(readFileSync(page, 'utf8'));
const all = sources();

const titles = [
  'Walk 1: POST /api/v1/debates',
  'Walk 2: one token',
  'Walk 3: one append',
  'Walk 4: one contract number',
  'Walk 5: one audit finding',
];

/** The present counts, which may only go down: a change that shortens a path also lowers its limit. */
const limits = { post: { functions: 15, files: 10 }, token: { functions: 12 } };

function walk(number: 1 | 2): Walk {
  const found = walks.find(({ title }) => title.startsWith(`Walk ${number}:`));
  if (!found) throw new Error(`docs/ARCHITECTURE.md has no walk ${number}`);
  return found;
}

const filesOf = ({ steps }: Walk): string[] => [...new Set(steps.map(({ file }) => file))];

describe('the walks of docs/ARCHITECTURE.md', () => {
  it('are the five', () => {
    expect(walks.map(({ title }) => title)).toEqual(titles);
  });

  it.each(walks)('$title: every function exists and is called by one before it', (one) => {
    expect(brokenSteps(one, all)).toEqual([]);
  });

  it.each(walks)('$title: visits no function twice', ({ steps }) => {
    const names = steps.map(nameOf);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('POST a debate takes no more functions and files than before; shorten the path, not the list', () => {
    const functions = walk(1).steps.map(nameOf);
    const files = filesOf(walk(1));
    expect(functions.length, functions.join('\n')).toBeLessThanOrEqual(limits.post.functions);
    expect(files.length, files.join('\n')).toBeLessThanOrEqual(limits.post.files);
  });

  it('one token takes no more functions than before; shorten the path, not the list', () => {
    const functions = walk(2).steps.map(nameOf);
    expect(functions.length, functions.join('\n')).toBeLessThanOrEqual(limits.token.functions);
  });
});

describe('the check of walks', () => {
  const text = [
    'export function first(deps) {',
    '  second(deps);',
    '  // third() is only a comment',
    '  deps.onText();',
    '}',
    '',
    'export function second(deps) {',
    '  return {',
    '    inner(chunk) {',
    '      return chunk;',
    '    },',
    '  };',
    '}',
    '',
    'export const third = (a) =>',
    '  a;',
    '',
    'export function wire() {',
    '  return { onText: third };',
    '}',
  ].join('\n');
  const check = (...steps: readonly string[]): string[] => {
    const list = steps.map((step, index) => `${index + 1}. ${step}: text`).join('\n');
    return parseWalks(`### w\n\n${list}\n`).flatMap((one) => brokenSteps(one, [{ path: 'a.ts', text }]));
  };

  it('accepts a call, a call after a return, and a name given elsewhere', () => {
    expect(check('`a.ts#first`', '`a.ts#second`', '`a.ts#third` (as `onText`)')).toEqual([]);
    expect(check('`a.ts#first`', '`a.ts#third` (as `onText`, from `a.ts#wire`)')).toEqual([]);
  });

  it('finds functions inside functions, and does not take a declaration for a call', () => {
    expect(check('`a.ts#second.inner`')).toEqual([]);
    expect(check('`a.ts#second`', '`a.ts#second.inner`')).toHaveLength(1);
  });

  it.each([
    [['`b.ts#first`'], 'there is no file b.ts'],
    [['`a.ts#fourth`'], 'a.ts#fourth is not declared there'],
    [['`a.ts#second`', '`a.ts#third`'], 'nothing before a.ts#third calls it'],
    [['`a.ts#first`', '`a.ts#third`'], 'nothing before a.ts#third calls it'],
    [['`a.ts#second`', '`a.ts#third` (as `onText`)'], 'nothing before a.ts#third calls it'],
    [
      ['`a.ts#first`', '`a.ts#third` (as `onText`, from `a.ts#second`)'],
      'nothing before a.ts#third calls it',
    ],
  ])('reports %j', (steps, message) => {
    expect(check(...steps)).toEqual([expect.stringContaining(message)]);
  });
});
