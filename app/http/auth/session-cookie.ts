import { type Cookie, isSigned, readCookie, setCookie, sign } from './cookies.ts';

/**
 * The session of the page: a cookie that scripts cannot read, made from a key. It names the key and is signed with the
 * server's pepper, so nothing is stored, and it ends when the key is revoked or expires, or after its own lifetime.
 * SameSite=Strict: a link from another site works all the same, because the page itself needs no cookie.
 */
const cookie: Cookie = { name: 'rostrum_session', path: '/', sameSite: 'Strict' };
const purpose = 'session';

/** Of a session that was started with a key. */
export const keySessionSeconds = 30 * 24 * 60 * 60;

interface NewSession {
  readonly keyId: string;
  readonly now: Date;
  readonly seconds: number;
  /** The page was loaded over https. */
  readonly isSecure: boolean;
}

/** The Set-Cookie header that starts a session. */
export function startSessionCookie(pepper: string, { keyId, now, seconds, isSecure }: NewSession): string {
  const payload = `${keyId}.${Math.floor(now.getTime() / 1000) + seconds}`;
  return setCookie(cookie, `${payload}.${sign(pepper, purpose, payload)}`, seconds, isSecure);
}

/** The Set-Cookie header that ends it. */
export const endSessionCookie = (isSecure: boolean): string => setCookie(cookie, '', 0, isSecure);

/** The value of the cookie in a Cookie header; null: there is none. */
export const readSessionCookie = (header: string | undefined): string | null => readCookie(cookie, header);

/** The id of the key that a valid session was made from, else null. */
export function verifySession(pepper: string, value: string, now: Date): string | null {
  const [, payload = '', keyId = '', expires = '', signature = ''] =
    /^(([A-Za-z0-9-]{8,64})\.(\d{1,12}))\.([\w-]{43})$/.exec(value) ?? [];
  const isValid = isSigned(pepper, purpose, payload, signature) && Number(expires) * 1000 > now.getTime();
  return isValid ? keyId : null;
}
