import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { credentialText, isSecret, readCredential, secretHash } from '../../app/http/credentials.ts';

const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
const key = { id: '0123456789abcdef', secret };

test('a key is read from its text as it was written', () => {
  expect(credentialText(key)).toBe(`rk_0123456789abcdef_${secret}`);
  expect(readCredential(credentialText(key))).toEqual(key);
});

test.each([
  '',
  'rk_',
  secret,
  `rk_${secret}`,
  `rk_short_${secret}`,
  `rk_0123456789abcdef_${secret.slice(1)}`,
  `rk_0123456789abcdef_${secret}x`,
  `rk_0123456789abcdef_${secret.slice(1)}=`,
  `RK_0123456789abcdef_${secret}`,
  ` rk_0123456789abcdef_${secret}`,
  `rk_0123456789abcdef_${secret}\n`,
  `rk_0123456789'; --_${secret}`,
])('%j is not the text of a key', (text) => expect(readCredential(text)).toBeNull());

test('what is stored is the HMAC-SHA256 of the secret under the pepper, and no part of it', () => {
  const stored = secretHash('pepper', secret);
  expect(stored).toBe(createHmac('sha256', 'pepper').update(secret).digest('hex'));
  expect(stored).not.toContain(secret);
});

test('only the same secret under the same pepper is right', () => {
  const stored = secretHash('pepper', secret);
  expect(isSecret('pepper', secret, stored)).toBe(true);
  expect(isSecret('pepper', `${secret.slice(0, -1)}F`, stored)).toBe(false);
  expect(isSecret('another pepper', secret, stored)).toBe(false);
  expect(isSecret('pepper', secret, stored.slice(2))).toBe(false);
  expect(isSecret('pepper', secret, '')).toBe(false);
});
