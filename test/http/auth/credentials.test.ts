import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  formatCredential,
  hashSecret,
  matchesSecret,
  parseCredential,
} from '../../../app/http/auth/credentials.ts';

const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
const key = { id: '0123456789abcdef', secret };

test('parseCredential reverses formatCredential', () => {
  expect(formatCredential(key)).toBe(`rk_0123456789abcdef_${secret}`);
  expect(parseCredential(formatCredential(key))).toEqual(key);
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
])('parseCredential returns null for %j', (text) => expect(parseCredential(text)).toBeNull());

test('hashSecret is the HMAC-SHA256 of the secret with the pepper', () => {
  const stored = hashSecret('pepper', secret);
  expect(stored).toBe(createHmac('sha256', 'pepper').update(secret).digest('hex'));
  expect(stored).not.toContain(secret);
});

test('matchesSecret accepts only the same secret with the same pepper', () => {
  const stored = hashSecret('pepper', secret);
  expect(matchesSecret('pepper', secret, stored)).toBe(true);
  expect(matchesSecret('pepper', `${secret.slice(0, -1)}F`, stored)).toBe(false);
  expect(matchesSecret('another pepper', secret, stored)).toBe(false);
  expect(matchesSecret('pepper', secret, stored.slice(2))).toBe(false);
  expect(matchesSecret('pepper', secret, '')).toBe(false);
});
