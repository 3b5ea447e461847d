import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** An API key in plain text: `rk_<id>_<secret>`. The secret is 256 bits as base64url. */
export interface Credential {
  readonly id: string;
  readonly secret: string;
}

const keyPattern = /^rk_([A-Za-z0-9-]{8,64})_([\w-]{43})$/;

/** null: not the text of a key. */
export function parseCredential(text: string): Credential | null {
  const [, id, secret] = keyPattern.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

export const formatCredential = ({ id, secret }: Credential): string => `rk_${id}_${secret}`;

/**
 * The stored form of a secret, in hex. The secret is random, so a fast hash is enough. The pepper is not in the
 * database, so a leaked database does not allow checking guesses.
 */
export const hashSecret = (pepper: string, secret: string): string => hmac(pepper, secret).toString('hex');

/** Compares a secret with a stored hash in constant time. */
export function matchesSecret(pepper: string, secret: string, storedHash: string): boolean {
  const [expected, actual] = [Buffer.from(storedHash, 'hex'), hmac(pepper, secret)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const hmac = (pepper: string, secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();

/** `secret` is 256 bits as base64url. */
export const formatTicket = (secret: string): string => `rt_${secret}`;

/** The stored form of a ticket, in hex. Tickets are random and expire soon, so they need no pepper. */
export const hashTicket = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');
