import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { base } from '../../app/contract/base.ts';
import { commands } from '../../infra/cli/commands.ts';
import { importRules } from './imports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest: { readonly scripts: object } = JSON.parse(text('package.json'));

/** Made by commands, and not committed. */
const generated = ['infra/rendered/secrets'];

/** The changelog names old paths and old words on purpose. */
const pages = [
  'README.md',
  'infra/README.md',
  '.github/pull_request_template.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
    .map((name) => join('docs', name)),
];

it.each(pages)('%s names only files that exist', (page) => {
  const named = [...text(page).matchAll(/`((?:app|infra|test|docs)\/[\w./-]+)/g)].flatMap(
    ([, path]) => path ?? [],
  );
  const links = [...text(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) =>
    join(dirname(page), link),
  );
  expect(
    [...named, ...links].filter((path) => !generated.includes(path) && !existsSync(join(root, path))),
  ).toEqual([]);
});

it.each(pages)('%s names only contract values that exist', (page) => {
  const sections = Object.keys(base).join('|');
  const keys = [...text(page).matchAll(new RegExp(`\`((?:${sections})(?:\\.(?!env|exit)\\w+)+)\``, 'g'))];
  expect(keys.flatMap(([, key]) => key ?? []).filter((key) => !hasValue(base, key.split('.')))).toEqual([]);
});

it.each(pages)('%s names only npm scripts and contract commands that exist', (page) => {
  const scripts = [...text(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].flatMap(
    ([, name]) => name ?? [],
  );
  expect(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  const named = [...text(page).matchAll(/npm run (?:--silent )?contract -- ([a-z]+)/g)].flatMap(
    ([, name]) => name ?? [],
  );
  expect(named.filter((name) => !Object.hasOwn(commands, name))).toEqual([]);
});

it.each(pages)('%s silences npm, which prints a header, where the output of a script goes on', (page) => {
  const commands =
    text(page)
      .replaceAll('\\\n', '')
      .match(/^.*npm run (?!--silent).*$/gm) ?? [];
  expect(commands.filter((line) => /^(?:npm run|[^|`]*`npm run)[^`|]* (?:>|\|) /.test(line))).toEqual([]);
});

/** What may import everything, or bundles the program, is described in words. */
const wordsOnly = ['app/', 'test/', 'infra/lambda/assets.ts'];

it('docs/ARCHITECTURE.md has the import rules of test/style/imports.ts', () => {
  const short = (path: string) => path.replace(/^app\//, '').replace(/\/$/, '');
  const rules = importRules.filter(({ from }) => !wordsOnly.includes(from));
  const expected = rules.map(({ from, to }) => [from, to.map(short).sort().join(', ')]);
  const rows = [...text('docs/ARCHITECTURE.md').matchAll(/^\| `((?:app|infra)\/\S*)` \|[^|]*\|([^|]*)\|$/gm)];
  expect(rows.map(([, room = '', may = '']) => [room, may.trim()]).sort()).toEqual(expected.sort());
});

function hasValue(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
  return hasValue(Object.entries(value).find(([key]) => key === name)?.[1], rest);
}
