import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, expect, it } from 'vitest';
import { killPrograms, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('single');
afterEach(killPrograms);
afterAll(directory.remove);

it('a single process answers the request in flight on SIGHUP, drains and exits 0', async () => {
  const { url, child, output, stop } = await startProgram({
    ROSTRUM_DATA_DIR: directory.path,
    LOG_LEVEL: 'info',
  });
  const body = JSON.stringify({ question: 'Is this request answered?' });
  const posting = request(`${url}/api/v1/debates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  const answered = once(posting, 'response');
  posting.flushHeaders();
  await once(posting, 'continue');
  const ended = stop('SIGHUP');
  await until(() => output().includes('draining'), 'the drain in the log', { last: () => output() });
  posting.end(body);
  const [response] = await answered;
  expect(response.statusCode).toBe(202);
  expect(await json(response)).toMatchObject({ id: expect.any(String) });
  expect(await ended).toBe(0);
  expect(child.signalCode).toBeNull();
});
