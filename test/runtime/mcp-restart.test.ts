import { afterAll, afterEach, expect, test } from 'vitest';
import { connectMcpClient, textOfResult } from '../support/http/mcp-client.ts';
import { killPrograms, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';

const directory = createTemporaryDirectory('mcp');
afterEach(killPrograms);
afterAll(directory.remove);

test('an MCP client goes on with its debate after the server was killed and started again', async () => {
  const env = { ROSTRUM_DATA_DIR: directory.path, ROSTRUM_MODEL: 'rehearsal?tps=1200&ttftMs=10&seed=3' };
  const program = await startProgram(env);
  const client = await connectMcpClient(program.url);
  const started = await client.callTool({ name: 'rostrum_start', arguments: { question: 'Is it kept?' } });
  const { id } = Object(started.structuredContent);
  const wait = (signal?: AbortSignal) =>
    client.callTool({ name: 'rostrum_wait', arguments: { id } }, undefined, { ...(signal && { signal }) });
  const gaveUp = new AbortController();
  const broken = expect(wait(gaveUp.signal)).rejects.toThrow();
  await program.stop('SIGKILL');
  gaveUp.abort();
  await broken;
  const again = await startProgram({ ...env, PORT: new URL(program.url).port });
  expect(textOfResult(await wait())).toContain('Agreement:');
  await client.close();
  expect(await again.stop()).toBe(0);
}, 60_000);
