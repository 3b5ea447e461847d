import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, expect, test } from 'vitest';
import { debateCancelled } from '../../support/debates/events.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestSources } from '../../support/http/test-sources.ts';

/** The search server, and a page that it finds. */
const requested: string[] = [];
let results: unknown;
const server = createServer((request, response) => {
  requested.push(request.url ?? '');
  if (request.url === '/guide') response.setHeader('content-type', 'text/html').end('<p>The whole guide.');
  else if (request.url === '/empty') response.setHeader('content-type', 'text/html').end('<script></script>');
  else response.end(JSON.stringify({ query: '', results }));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
const host = `localhost:${address.port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const { app, create, readSettings } = await openApp(
  createTestSources({
    hosts: [host],
    searchServer: { url: `http://${host}/searx/`, tool: null, token: null },
  }),
);
afterEach(() => {
  requested.length = 0;
});

const hit = (url: string, changes: object = {}) => ({
  url,
  title: 'A title',
  content: 'An excerpt.',
  ...changes,
});
const ask = (search: unknown, more: object = {}) => create({ question: 'Does it rain?', search, ...more });
const textOf = async (url: string, id: string) => (await app.call(`${url}/evidence/${id}`)).text;
const day = '2026-12-01';

test('what is found is dated evidence with its address, as an excerpt or as the page itself', async () => {
  const published = { publishedDate: '2026-11-30T00:00:00' };
  results = [hit('https://news.example/rain', published), hit(`http://${host}/guide`, { title: 'a/b' })];
  const { status, json } = await ask(true);
  expect(status).toBe(202);
  expect(requested).toEqual(['/searx/search?q=Does+it+rain%3F&format=json', '/guide']);
  const query = 'Does it rain?';
  const fetchedAt = `${day}T08:00:00.000Z`;
  expect((await readSettings(json.id)).evidence).toMatchObject([
    { id: 'E1', name: 'A title', source: { url: 'https://news.example/rain', fetchedAt, query } },
    { id: 'E2', name: 'a b', source: { url: `http://${host}/guide`, fetchedAt, query } },
  ]);
  expect(await textOf(json.url, 'E1')).toBe(
    `Source: https://news.example/rain, found on ${day} by a search for “${query}”\n\n` +
      'A title\nPublished: 2026-11-30T00:00:00\nExcerpt of the search server:\nAn excerpt.',
  );
  expect(await textOf(json.url, 'E2')).toContain('\n\nThe whole guide.');
  await app.append(json.id, debateCancelled);
  expect((await app.call(`${json.url}/record`)).json.evidence[0].source.query).toBe(query);
});

test('takes results from each query in turn, each address once, up to the requested number', async () => {
  results = [1, 2, 2, 3].map((page) => hit(`https://news.example/${page}`));
  const { json } = await ask({ queries: ['rain', 'weather'], results: 2 });
  const { evidence } = await readSettings(json.id);
  expect(evidence.map(({ source }) => source?.url)).toEqual([
    'https://news.example/1',
    'https://news.example/2',
  ]);
});

test('a page that has no text, or cannot be read, is replaced by its excerpt', async () => {
  results = [hit(`http://${host}/empty`), hit(`http://${host.replace('localhost', '127.0.0.1')}/other`)];
  const { json } = await ask(true);
  for (const id of ['E1', 'E2']) expect(await textOf(json.url, id)).toContain('An excerpt.');
});

test('a repeated Idempotency-Key does not search again', async () => {
  const again = async () =>
    (await create({ question: 'Again?', search: true }, { 'idempotency-key': 'again' })).json.id;
  results = [hit('https://news.example/1')];
  const first = await again();
  results = [];
  expect(await again()).toBe(first);
  expect(requested).toHaveLength(1);
});

test.each<readonly [found: unknown, code: string]>([
  [[], 'validation-failed'],
  [[hit('javascript:alert(1)'), hit('https://a.example/', { content: '' }), 7, null], 'validation-failed'],
  [{}, 'search-unavailable'],
  [[hit('https://a.example/', { content: 'x'.repeat(2_000_000) })], 'search-unavailable'],
])('refused is a search that gives %#', async (found, code) => {
  results = found;
  expect((await ask(true)).json).toMatchObject({ code, errors: [{ path: 'search' }] });
});

test('a debate with as many documents as it may have takes no search', async () => {
  const evidence = [1, 2, 3].map((name) => ({ name: `${name}.txt`, text: 'Text.' }));
  expect((await ask(true, { evidence })).json.detail).toContain('there are 3 documents already');
});
