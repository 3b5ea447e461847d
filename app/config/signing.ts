import type { Contract } from '../contract/types/contract.ts';
import { httpRoles, type ProcessRole } from '../contract/variable.ts';
import type { Environment } from './environment.ts';

interface SigningInput {
  readonly environment: Environment;
  readonly contract: Contract;
  readonly role: ProcessRole;
  readonly databaseUrl: string | null;
}

export const makeSecretHint = 'Make some with: openssl rand -base64 32';

/**
 * The secret from which the signing key is derived; null: the server creates one next to the embedded database. With
 * DATABASE_URL on a server that others can reach it has no lasting place, so a missing secret is a problem. Adds
 * to `problems`.
 */
export function parseSigningSecret(
  { environment, contract, role, databaseUrl }: SigningInput,
  isOpen: boolean,
  problems: string[],
): string | null {
  const { ROSTRUM_SIGNING_KEY: secret = null } = environment;
  const charsMin = contract.access.signingSecretCharsMin;
  const isMissing = secret === null && httpRoles.includes(role) && databaseUrl !== null && !isOpen;
  if (isMissing || (secret !== null && secret.length < charsMin)) {
    const need = isMissing ? 'records are signed, and the key' : 'it is too short: the key of records';
    problems.push(
      `ROSTRUM_SIGNING_KEY: ${need} is derived from ${charsMin} random characters or more, the same in all ` +
        `processes. ${makeSecretHint}`,
    );
  }
  return secret;
}
