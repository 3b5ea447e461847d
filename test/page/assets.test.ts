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

/** Code and styles without marked, the Markdown parser. */
const pageBytesMax = 125_000;
const markedBytes = 51_500;

test('the code and styles of the page stay below their size limit', async () => {
  const files = await openPageSource()('index.html');
  const bytes = [...files].filter(([path]) => /\.(?:js|css)$/.test(path) && !path.includes('example'));
  expect(bytes.reduce((sum, [, { body }]) => sum + body.byteLength, -markedBytes)).toBeLessThan(pageBytesMax);
});
