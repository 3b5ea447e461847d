import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createLog, type LogOptions } from '../../app/runtime/log.ts';

async function capture(
  use: (log: Awaited<ReturnType<typeof createLog>>) => void,
  options: Partial<LogOptions> = {},
) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  use(
    await createLog({ level: 'info', process: 'web-1', pretty: false, secrets: [], destination, ...options }),
  );
  return lines;
}

test('a log line is JSON with its level as a word, its time and its process', async () => {
  const [line = ''] = await capture((log) => log.info({ debate: 'd1' }, 'claimed'));
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    process: 'web-1',
    debate: 'd1',
    msg: 'claimed',
  });
});

test('an error is logged with its stack and its cause', async () => {
  const error = new Error('outer', { cause: new Error('inner') });
  const [line = ''] = await capture((log) => log.error({ error }, 'failed'));
  const parsed = JSON.parse(line);
  expect(parsed.error).toMatchObject({ type: 'Error', message: 'outer', cause: { message: 'inner' } });
  expect(parsed.error.stack).toContain('log.test.ts');
});

test('a line below the log level is not written', async () => {
  expect(await capture((log) => log.debug('detail'))).toEqual([]);
});

describe('a secret', () => {
  const secrets = ['sk-very-secret', 'postgres://rostrum:p%40ssword@db/rostrum', 'quo"ted-secret', 'abc'];

  test.each([
    ['a member', { key: 'sk-very-secret' }],
    ['within other text', { detail: 'Bearer sk-very-secret was refused' }],
    ['an error', { error: new Error('cannot use sk-very-secret') }],
    ['the database URL', { url: 'postgres://rostrum:p%40ssword@db/rostrum' }],
    ['the password of the database URL', { detail: 'password p%40ssword is wrong' }],
    ['the decoded password of the database URL', { detail: 'password p@ssword is wrong' }],
    ['a secret with a quotation mark', { key: 'quo"ted-secret' }],
  ])('is never written: %s', async (_, members) => {
    const [line = ''] = await capture((log) => log.warn(members, 'a line'), { secrets });
    expect(line).toContain('[secret]');
    expect(line).not.toMatch(/very-secret|p%40ss|p@ss|ted-secret/);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  test('is never written in the message', async () => {
    const [line] = await capture((log) => log.info('using sk-very-secret'), { secrets });
    expect(line).not.toContain('sk-very-secret');
  });

  test('of API keys and tickets only the key id is written', async () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
    const text = `rk_0123456789abcdef_${secret} and rt_${secret}`;
    const [line] = await capture((log) => log.info({ text }, 'seen'));
    expect(line).toContain('rk_0123456789abcdef_[secret] and rt_[secret]');
    expect(line).not.toContain(secret);
  });

  test('shorter than a real secret is written as it is', async () => {
    const [line] = await capture((log) => log.info('abc'), { secrets });
    expect(line).toContain('abc');
  });
});

test('a pretty line is text without secrets', async () => {
  const options = { pretty: true, secrets: ['sk-very-secret'] };
  const [line = ''] = await capture((log) => log.info({ key: 'sk-very-secret' }, 'claimed'), options);
  expect(line).toContain('claimed');
  expect(line).toContain('[secret]');
  expect(() => JSON.parse(line)).toThrow();
});
