import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createLog, type LogParts } from '../../app/runtime/log.ts';

async function written(
  use: (log: Awaited<ReturnType<typeof createLog>>) => void,
  parts: Partial<LogParts> = {},
) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  use(
    await createLog({ level: 'info', process: 'web-1', pretty: false, secrets: [], destination, ...parts }),
  );
  return lines;
}

test('a line is JSON, with its level in words, its time and its process', async () => {
  const [line = ''] = await written((log) => log.info({ debate: 'd1' }, 'claimed'));
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    process: 'web-1',
    debate: 'd1',
    msg: 'claimed',
  });
});

test('an error is written with its stack and its cause', async () => {
  const error = new Error('outer', { cause: new Error('inner') });
  const [line = ''] = await written((log) => log.error({ error }, 'failed'));
  const parsed = JSON.parse(line);
  expect(parsed.error).toMatchObject({ type: 'Error', message: 'outer', cause: { message: 'inner' } });
  expect(parsed.error.stack).toContain('log.test.ts');
});

test('less than the level is not written', async () => {
  expect(await written((log) => log.debug('detail'))).toEqual([]);
});

describe('secrets', () => {
  const secrets = ['sk-very-secret', 'postgres://rostrum:p%40ssword@db/rostrum', 'quo"ted-secret', 'abc'];

  test.each([
    ['a member', { key: 'sk-very-secret' }],
    ['within other text', { detail: 'Bearer sk-very-secret was refused' }],
    ['an error', { error: new Error('cannot use sk-very-secret') }],
    ['the address of the database', { url: 'postgres://rostrum:p%40ssword@db/rostrum' }],
    ['its password alone', { detail: 'password p%40ssword is wrong' }],
    ['its password as it is typed', { detail: 'password p@ssword is wrong' }],
    ['a secret with a quotation mark', { key: 'quo"ted-secret' }],
  ])('are never written: %s', async (_, members) => {
    const [line = ''] = await written((log) => log.warn(members, 'a line'), { secrets });
    expect(line).toContain('[secret]');
    expect(line).not.toMatch(/very-secret|p%40ss|p@ss|ted-secret/);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  test('in the message', async () => {
    const [line] = await written((log) => log.info('using sk-very-secret'), { secrets });
    expect(line).not.toContain('sk-very-secret');
  });

  test('of keys and tickets, whoever holds them, nothing but which key it is', async () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
    const text = `rk_0123456789abcdef_${secret} and rt_${secret}`;
    const [line] = await written((log) => log.info({ text }, 'seen'));
    expect(line).toContain('rk_0123456789abcdef_[secret] and rt_[secret]');
    expect(line).not.toContain(secret);
  });

  test('a value too short to be one stands', async () => {
    const [line] = await written((log) => log.info('abc'), { secrets });
    expect(line).toContain('abc');
  });
});

test('for a person, a line is text, and secrets stay out of it', async () => {
  const parts = { pretty: true, secrets: ['sk-very-secret'] };
  const [line = ''] = await written((log) => log.info({ key: 'sk-very-secret' }, 'claimed'), parts);
  expect(line).toContain('claimed');
  expect(line).toContain('[secret]');
  expect(() => JSON.parse(line)).toThrow();
});
