import { routes } from '../../contract/routes.ts';
import { type Cookie, isSigned, readCookie, setCookie, sign } from './cookies.ts';

/**
 * A sign-in under way: a cookie that ties the answer of the issuer to the browser that asked for it. It is signed with
 * the server's pepper, and its random part is what the secrets of the sign-in are made of, so nothing is stored.
 * SameSite=Lax, because the issuer sends the browser back.
 */
const cookie: Cookie = { name: 'rostrum_sign_in', path: routes.signInOptions.path, sameSite: 'Lax' };
const purpose = 'sign-in';
/** Time to enter a password and a second factor. */
const lifetimeSeconds = 10 * 60;

export interface SignInAttempt {
  /** Where the browser goes in the end. */
  readonly returnPath: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

interface NewAttempt {
  readonly returnPath: string;
  /** 256 bits as base64url. */
  readonly random: string;
  readonly now: Date;
  readonly isSecure: boolean;
}

/** Starts a sign-in, with the Set-Cookie header for it. */
export function startAttempt(pepper: string, { returnPath, random, now, isSecure }: NewAttempt) {
  const expires = Math.floor(now.getTime() / 1000) + lifetimeSeconds;
  const payload = `${expires}.${random}.${Buffer.from(returnPath).toString('base64url')}`;
  const value = `${payload}.${sign(pepper, purpose, payload)}`;
  return {
    attempt: toAttempt(pepper, random, returnPath),
    header: setCookie(cookie, value, lifetimeSeconds, isSecure),
  };
}

/** The Set-Cookie header that ends it. */
export const endAttemptCookie = (isSecure: boolean): string => setCookie(cookie, '', 0, isSecure);

/** The sign-in that this browser has under way; null: none, or for too long. */
export function readAttempt(pepper: string, header: string | undefined, now: Date): SignInAttempt | null {
  const [, payload = '', expires = '', random = '', path = '', signature = ''] =
    /^((\d{1,12})\.([\w-]{43})\.([\w-]{1,300}))\.([\w-]{43})$/.exec(readCookie(cookie, header) ?? '') ?? [];
  const isValid = isSigned(pepper, purpose, payload, signature) && Number(expires) * 1000 > now.getTime();
  return isValid ? toAttempt(pepper, random, Buffer.from(path, 'base64url').toString()) : null;
}

const toAttempt = (pepper: string, random: string, returnPath: string): SignInAttempt => ({
  returnPath,
  state: sign(pepper, 'sign-in state', random),
  nonce: sign(pepper, 'sign-in nonce', random),
  codeVerifier: sign(pepper, 'sign-in verifier', random),
});
