import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A key as its holder has it. Its text is `rk_<id>_<secret>`; the secret has 256 bits, in base64url. */
export interface Credential {
  readonly id: string;
  readonly secret: string;
}

const keyPattern = /^rk_([A-Za-z0-9-]{8,64})_([\w-]{43})$/;

/** null: this is not the text of a key. */
export function parseCredential(text: string): Credential | null {
  const [, id, secret] = keyPattern.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

export const formatCredential = ({ id, secret }: Credential): string => `rk_${id}_${secret}`;

/**
 * What is stored of a secret, in hex. It is random, so that a fast hash will do; without the pepper, which is not in
 * the database, a copy of the database cannot even be searched for it.
 */
export const hashSecret = (pepper: string, secret: string): string => hmac(pepper, secret).toString('hex');

/** Whether a secret is the one that a stored hash is of. Takes as long for a wrong one as for the right one. */
export function matchesSecret(pepper: string, secret: string, storedHash: string): boolean {
  const [expected, actual] = [Buffer.from(storedHash, 'hex'), hmac(pepper, secret)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const hmac = (pepper: string, secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();

/** The text of a ticket, from a secret of 256 bits. */
export const formatTicket = (secret: string): string => `rt_${secret}`;

/** What is stored of a ticket, in hex: it is random and short-lived, and needs no pepper. */
export const hashTicket = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');
