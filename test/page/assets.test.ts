import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openPageAssets } from '../../app/page/assets.ts';
import { openPageSource } from '../../app/page/source.ts';

const textOf = (body: Uint8Array | undefined) => new TextDecoder().decode(body);

test('index.html refers only to existing files, which are immutable', async () => {
  const { read } = openPageAssets();
  const index = await read('index.html');
  expect(index).toMatchObject({ mediaType: 'text/html; charset=utf-8', immutable: false });
  const named = [...textOf(index?.body).matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  expect(named.map((path) => path.replace(/-\w{8}\./, '.')).sort()).toEqual([
    'assets/icon.svg',
    'assets/main.js',
    'assets/style.css',
  ]);
  for (const path of named) expect(await read(path)).toMatchObject({ immutable: true });
  expect(await read('assets/nothing.js')).toBeNull();
  expect(await read('../main.ts')).toBeNull();
});

test('the page has no inline code, no external files and no eval, which its policy forbids', async () => {
  const forbidden: Readonly<Record<string, RegExp>> = {
    html: /<style|\bstyle=|\bon\w+=|<script(?![^>]* src="\/assets)/,
    css: /@import|url\(|@font-face/,
    js: /\beval\(|\bFunction\(/,
  };
  for (const [path, { body }] of await openPageSource()('index.html'))
    expect(forbidden[path.split('.').at(-1) ?? '']?.exec(textOf(body))?.[0] ?? null, path).toBeNull();
});

/** Compressed: what a first visit of one view loads. */
const scriptBytesMax = 60_000;
const styleBytesMax = 10_000;

test('a first visit of each view loads less code and styles than the limit', async () => {
  const files = new Map(
    [...(await openPageSource()('index.html'))].map(([path, { body }]) => [path, textOf(body)]),
  );
  const paths = [...files.keys()];
  const compressedBytes = (all: Iterable<string>) =>
    [...all].reduce((sum, path) => sum + gzipSync(files.get(path) ?? '').length, 0);

  /** The file and everything that it imports at once. */
  const withImports = (path: string, found = new Set<string>()): ReadonlySet<string> => {
    if (found.has(path)) return found;
    found.add(path);
    for (const [, name] of (files.get(path) ?? '').matchAll(/(?:from|import)"\/(assets\/[\w.-]+\.js)"/g))
      withImports(name ?? '', found);
    return found;
  };
  const main = paths.find((path) => /^assets\/main-.*\.js$/.test(path)) ?? expect.unreachable();
  for (const view of ['home', 'debate', 'keys', 'sign-in']) {
    const chunk =
      paths.find((path) => path.startsWith(`assets/${view}-`) && path.endsWith('.js')) ??
      expect.unreachable(view);
    const bytes = compressedBytes(new Set([...withImports(main), ...withImports(chunk)]));
    expect(bytes, `${view}: load rarely used parts with import()`).toBeLessThan(scriptBytesMax);
  }
  expect(compressedBytes(paths.filter((path) => path.endsWith('.css')))).toBeLessThan(styleBytesMax);
});
