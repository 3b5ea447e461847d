import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { accessLogMessage } from '../../app/contract/access-log.ts';
import { createLog } from '../../app/runtime/log.ts';

async function linesAt(level: 'info' | 'debug'): Promise<string[]> {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = await createLog({ level, process: 'web-1', pretty: true, secrets: [], destination });
  log.info({ method: 'GET', path: '/health', status: 200, ms: 3, requestId: 'r1' }, accessLogMessage);
  log.warn({ debate: 'd1', error: new Error('gone') }, 'turn failed');
  return lines.join('').split('\n');
}

test('an event is one line on a terminal; the stack of an error follows', async () => {
  const [request, failure, stack] = await linesAt('info');
  expect(request).toMatch(/GET \/health 200 3 ms$/);
  expect(failure).toMatch(/turn failed debate=d1$/);
  expect(stack).toContain('Error: gone');
});

test('at the level debug all members are written', async () => {
  expect((await linesAt('debug')).join('\n')).toContain('requestId');
});
