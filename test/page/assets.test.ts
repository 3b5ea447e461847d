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

/** Compressed, of all views together; a first load fetches less. The example is loaded on demand. */
const scriptBytesMax = 60_000;
const styleBytesMax = 10_000;

test('the code and styles of the page stay below their size limit', async () => {
  const files = [...(await openPageSource()('index.html'))].filter(([path]) => !path.includes('example'));
  const compressedBytes = (extension: string) =>
    files
      .filter(([path]) => path.endsWith(extension))
      .reduce((sum, [, { body }]) => sum + gzipSync(body).length, 0);
  expect(compressedBytes('.js')).toBeLessThan(scriptBytesMax);
  expect(compressedBytes('.css')).toBeLessThan(styleBytesMax);
});
