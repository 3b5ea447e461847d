import { expect, test } from 'vitest';
import { createMcpServer, type McpTool } from '../../app/mcp/protocol.ts';

const bug = new TypeError("Cannot read properties of undefined (reading 'secret')");
const broken: McpTool = {
  name: 'broken',
  description: '',
  inputSchema: {},
  call: () => Promise.reject(bug),
};
const request = { kind: 'request', id: 1, method: 'tools/call', params: { name: 'broken' } } as const;

test('a bug is logged, and the client learns nothing of it', async () => {
  const errors: unknown[] = [];
  const server = createMcpServer('1.0.0', [broken], (error) => errors.push(error));
  const answer = await server.answer(request, { notify() {}, signal: new AbortController().signal });
  expect(answer).toEqual({
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32603, message: 'This is a bug in Rostrum. Details are in its log.' },
  });
  expect(errors).toEqual([bug]);
});

test('the end of a cancelled call is no bug', async () => {
  const errors: unknown[] = [];
  const server = createMcpServer('1.0.0', [broken], (error) => errors.push(error));
  await server.answer(request, { notify() {}, signal: AbortSignal.abort() });
  expect(errors).toEqual([]);
});
