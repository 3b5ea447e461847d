import { expect, test } from 'vitest';
import { withSecretFiles } from '../../app/config/secret-files.ts';

const files: Readonly<Record<string, string>> = { '/run/secrets/pepper': 'salt and pepper\n' };
const read = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw new Error('no such file');
  return text;
};

test('a secret is read from its file, without the line break at the end', () => {
  const env = withSecretFiles({ PORT: '1', ROSTRUM_KEY_PEPPER_FILE: '/run/secrets/pepper' }, read);
  expect(env).toMatchObject({ PORT: '1', ROSTRUM_KEY_PEPPER: 'salt and pepper' });
});

test('a variable that is not secret is not read from a file', () => {
  expect(withSecretFiles({ PORT_FILE: '/etc/passwd' }, read)).toEqual({ PORT_FILE: '/etc/passwd' });
});

test('an unreadable file, and a variable set in both ways, are refused', () => {
  const env = {
    ROSTRUM_ADMIN_KEY_FILE: '/nowhere',
    ROSTRUM_KEY_PEPPER: 'x',
    ROSTRUM_KEY_PEPPER_FILE: '/run/secrets/pepper',
  };
  expect(() => withSecretFiles(env, read)).toThrow(
    /ROSTRUM_ADMIN_KEY_FILE=\/nowhere cannot be read: no such file/,
  );
  expect(() => withSecretFiles(env, read)).toThrow(
    /ROSTRUM_KEY_PEPPER and ROSTRUM_KEY_PEPPER_FILE are both set/,
  );
});
