import OpenAI from 'openai';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connectMcpClient, textOfResult } from '../support/http/mcp-client.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';

const directory = createTemporaryDirectory('assistants');
afterEach(killPrograms);
afterAll(directory.remove);

test('clients of MCP and of OpenAI continue their debates after the server was killed and started again', async () => {
  const database = await databaseEnvironment(directory.path);
  const env = { ...database, ROSTRUM_MODEL: 'rehearsal?tps=1200&ttftMs=10&seed=3' };
  const program = await startProgram(env);
  const mcp = await connectMcpClient(program.url);
  const started = await mcp.callTool({ name: 'rostrum_start', arguments: { question: 'Is it kept?' } });
  const { id } = Object(started.structuredContent);
  const waitForRecord = (signal?: AbortSignal) =>
    mcp.callTool({ name: 'rostrum_wait', arguments: { id } }, undefined, { ...(signal && { signal }) });
  const openai = new OpenAI({ baseURL: `${program.url}/v1`, apiKey: 'none' });
  const complete = (maxRetries = 0) =>
    openai.chat.completions.create(
      { model: 'rostrum/auto', messages: [{ role: 'user', content: 'Is it kept?' }] },
      { headers: { 'idempotency-key': 'once' }, maxRetries },
    );
  const debate = (await complete().asResponse()).headers.get('x-rostrum-debate');
  const gaveUp = new AbortController();
  const broken = [waitForRecord(gaveUp.signal), complete()].map((call) => expect(call).rejects.toThrow());
  await program.stop('SIGKILL');
  // The client of MCP does not notice that the connection of its call has broken.
  gaveUp.abort();
  await Promise.all(broken);

  const again = await startProgram({ ...env, PORT: new URL(program.url).port });
  expect(textOfResult(await waitForRecord())).toContain('Agreement:');
  // It repeats a request that meets a connection which the server has just closed.
  const completion = await complete(1);
  expect(completion.id).toBe(debate);
  expect(completion.choices[0]?.message.content).toBeTruthy();
  await mcp.close();
  expect(await again.stop()).toBe(0);
}, 60_000);
