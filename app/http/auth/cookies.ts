import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Cookie {
  readonly name: string;
  readonly path: string;
  /** Lax: also sent when another site sends the browser here. */
  readonly sameSite: 'Strict' | 'Lax';
}

/** The Set-Cookie header of a cookie that scripts cannot read. `isSecure`: the page was loaded over https. */
export const setCookie = (
  { name, path, sameSite }: Cookie,
  value: string,
  maxAgeSeconds: number,
  isSecure: boolean,
): string =>
  [
    `${name}=${value}`,
    `Path=${path}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    `SameSite=${sameSite}`,
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');

/** The value of a cookie in a Cookie header; null: there is none. */
export function readCookie({ name }: Cookie, header: string | undefined): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [found, value] = pair.trim().split('=', 2);
    if (found === name && value) return value;
  }
  return null;
}

/** The purpose is part of the text: the pepper also hashes the secrets of keys. 43 characters of base64url. */
export const sign = (pepper: string, purpose: string, payload: string): string =>
  createHmac('sha256', pepper).update(`${purpose} ${payload}`).digest('base64url');

export function isSigned(pepper: string, purpose: string, payload: string, signature: string): boolean {
  const [expected, actual] = [Buffer.from(sign(pepper, purpose, payload)), Buffer.from(signature)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
