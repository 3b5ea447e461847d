import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readHitsOfText } from '../../app/sources/search-hits.ts';
import { readToolResult } from '../../app/sources/search-tool.ts';
import { createTestSources } from '../support/http/test-sources.ts';

/** The server of the official SDK. Each test sets the answer of its tool `web_search`. */
let answer: CallToolResult = { content: [] };
const queries: string[] = [];
const authorizations = new Set<string | undefined>();

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/mcp`;
}

const sessions = new Map<unknown, StreamableHTTPServerTransport>();

async function openSession(): Promise<StreamableHTTPServerTransport> {
  const server = new McpServer({ name: 'search', version: '1' });
  server.registerTool('web_search', { inputSchema: { q: z.string() } }, async ({ q }) => {
    queries.push(q);
    return answer;
  });
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  });
  await server.connect(transport);
  return transport;
}

const url = await listen(async (request, response) => {
  authorizations.add(request.headers.authorization);
  const session = sessions.get(request.headers['mcp-session-id']) ?? (await openSession());
  await session.handleRequest(request, response);
});

async function find(searchServer = { url, tool: 'web_search', token: 'secret' }) {
  const { findDocuments } = createTestSources({ hosts: [], searchServer, timeoutMs: 5000 });
  const options = { bytesMax: 10_000, reserve() {}, signal: new AbortController().signal };
  return findDocuments({ ...options, queries: ['does it rain?'], resultsMax: 3 });
}

const page = { url: 'https://news.example/rain', title: 'Rain', snippet: 'It rains.' };
const textBlock = (text: string) => ({ content: [{ type: 'text' as const, text }] });
const hit = { url: page.url, title: 'Rain', excerpt: 'It rains.', publishedAt: null };

test('what a tool finds is dated evidence with its address', async () => {
  answer = textBlock(JSON.stringify({ web: { results: [page] } }));
  const [found] = await find();
  expect(found?.page).toBeNull();
  expect(found?.excerpt).toMatchObject({
    name: 'Rain',
    source: { url: page.url, fetchedAt: '2026-12-01T08:00:00.000Z', query: 'does it rain?' },
  });
  expect(Buffer.from(found?.excerpt.bytes ?? []).toString()).toContain('It rains.');
  expect(queries).toEqual(['does it rain?']);
  expect([...authorizations]).toEqual(['Bearer secret']);
  expect(sessions.size).toBe(0);
});

describe('an answer of a tool is read', () => {
  const readings: readonly (readonly [form: string, result: Parameters<typeof readToolResult>[0]])[] = [
    ['as structured content', { structuredContent: { results: [page] }, content: [] }],
    [
      'as a list in JSON',
      textBlock(JSON.stringify([{ name: 'Rain', link: page.url, description: 'It rains.' }])),
    ],
    ['as a list within objects', textBlock(JSON.stringify({ data: { organic: [page] } }))],
    [
      'as links to resources',
      { content: [{ type: 'resource_link', uri: page.url, name: 'Rain', description: 'It rains.' }] },
    ],
    ['as labelled lines', textBlock(`Title: Rain\nURL: ${page.url}\nDescription: It rains.`)],
    ['as Markdown', textBlock(`1. **[Rain](${page.url})**\nIt rains.`)],
  ];
  test.each(readings)('%s', (_, result) => {
    expect(readToolResult(result)).toEqual([hit]);
  });

  test('as paragraphs, of which those without an address are left out', () => {
    const other = 'Snow\nhttps://news.example/snow\nIt snows.';
    expect(readHitsOfText(`Two results\n\nRain\n${page.url}\nIt rains.\n---\n${other}`)).toEqual([
      hit,
      { ...hit, url: 'https://news.example/snow', title: 'Snow', excerpt: 'It snows.' },
    ]);
  });
});

describe('a search is refused with a sentence', () => {
  test('when the tool fails', async () => {
    answer = { ...textBlock('the quota is used up'), isError: true };
    await expect(find()).rejects.toThrow('the search server failed: the quota is used up');
  });

  test('when there is no such tool, with the names of those there are', async () => {
    await expect(find({ url, tool: 'search', token: 'secret' })).rejects.toThrow(
      'the search server has no tool search. Its operator can correct ROSTRUM_SEARCH_TOOL; it has web_search.',
    );
  });

  test('when nothing is found', async () => {
    answer = textBlock('Nothing was found.');
    await expect(find()).rejects.toThrow('nothing was found');
  });

  const others: readonly (readonly [what: string, listener: RequestListener, message: string])[] = [
    ['asks for a token', (_, response) => response.writeHead(401).end(), 'ROSTRUM_SEARCH_TOKEN'],
    ['is a web page', (_, response) => response.end('<html>'), 'did not answer as an MCP server'],
    [
      'refuses a request',
      (_, response) => response.end('{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"not now"}}'),
      'the search server refused: not now',
    ],
    ['answers without end', (_, response) => void response.end('x'.repeat(2_000_000)), 'limit'],
  ];
  test.each(others)('when the server %s', async (_, listener, message) => {
    await expect(find({ url: await listen(listener), tool: 'web_search', token: 'x' })).rejects.toThrow(
      message,
    );
  });
});

test('a server that does not answer in time is given up, and its connection closed', async () => {
  const closed = Promise.withResolvers<void>();
  const silent = await listen((request) => request.on('close', () => closed.resolve()));
  const { findDocuments } = createTestSources({
    searchServer: { url: silent, tool: 'web_search', token: null },
    timeoutMs: 50,
  });
  const options = { bytesMax: 10_000, reserve() {}, signal: new AbortController().signal };
  await expect(findDocuments({ ...options, queries: ['rain'], resultsMax: 1 })).rejects.toThrow(
    '0.05 seconds',
  );
  await closed.promise;
});
