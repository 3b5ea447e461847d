import { expect, test } from 'vitest';
import { withSecretFiles } from '../../app/config/secret-files.ts';

const files: Readonly<Record<string, string>> = { '/run/secrets/pepper': 'salt and pepper\n' };
const read = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw new Error('no such file');
  return text;
};

test('a secret can be a file, and an end of line is no part of it', () => {
  const env = withSecretFiles({ PORT: '1', ROSTRUM_KEY_PEPPER_FILE: '/run/secrets/pepper' }, read);
  expect(env).toMatchObject({ PORT: '1', ROSTRUM_KEY_PEPPER: 'salt and pepper' });
});

test('what is no secret is not read from files', () => {
  expect(withSecretFiles({ PORT_FILE: '/etc/passwd' }, read)).toEqual({ PORT_FILE: '/etc/passwd' });
});

test('a file that cannot be read, or a value beside it, is said at the start', () => {
  const env = {
    ROSTRUM_ADMIN_KEY_FILE: '/nowhere',
    ROSTRUM_KEY_PEPPER: 'x',
    ROSTRUM_KEY_PEPPER_FILE: '/run/secrets/pepper',
  };
  expect(() => withSecretFiles(env, read)).toThrow(
    /ROSTRUM_ADMIN_KEY_FILE=\/nowhere cannot be read: no such file/,
  );
  expect(() => withSecretFiles(env, read)).toThrow(/ROSTRUM_KEY_PEPPER and ROSTRUM_KEY_PEPPER_FILE both say/);
});
