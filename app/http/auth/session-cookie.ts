import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The session of the page: a cookie that scripts cannot read, made from a key. It names the key and is signed with the
 * server's pepper, so nothing is stored, and it ends when the key is revoked or expires, or after its own lifetime.
 */
const cookieName = 'rostrum_session';
const sessionSecondsMax = 30 * 24 * 60 * 60;

/** The Set-Cookie header that starts a session. `isSecure`: the page was loaded over https. */
export function startSessionCookie(pepper: string, keyId: string, now: Date, isSecure: boolean): string {
  const expires = Math.floor(now.getTime() / 1000) + sessionSecondsMax;
  const payload = `${keyId}.${expires}`;
  return setCookie(`${payload}.${sign(pepper, payload)}`, sessionSecondsMax, isSecure);
}

/** The Set-Cookie header that ends it. */
export const endSessionCookie = (isSecure: boolean): string => setCookie('', 0, isSecure);

/** SameSite=Strict: a link from another site works all the same, because the page itself needs no cookie. */
const setCookie = (value: string, maxAgeSeconds: number, isSecure: boolean): string =>
  [
    `${cookieName}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');

/** The value of the cookie in a Cookie header; null: there is none. */
export function readSessionCookie(header: string | undefined): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === cookieName && value) return value;
  }
  return null;
}

/** The id of the key that a valid session was made from, else null. */
export function verifySession(pepper: string, value: string, now: Date): string | null {
  const [, payload = '', keyId = '', expires = '', signature = ''] =
    /^(([A-Za-z0-9-]{8,64})\.(\d{1,12}))\.([\w-]{43})$/.exec(value) ?? [];
  const [expected, actual] = [Buffer.from(sign(pepper, payload)), Buffer.from(signature)];
  const isSigned = expected.length === actual.length && timingSafeEqual(expected, actual);
  return isSigned && Number(expires) * 1000 > now.getTime() ? keyId : null;
}

/** The purpose is part of the text: the pepper also hashes the secrets of keys. */
const sign = (pepper: string, payload: string): string =>
  createHmac('sha256', pepper).update(`session ${payload}`).digest('base64url');
