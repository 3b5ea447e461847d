import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { httpRoles } from '../contract/variable.ts';
import { createSigner, type Signer } from '../http/records/signer.ts';
import type { Config } from './config.ts';

/** No key can be had to sign records with. The message is for whoever starts the server, and names the cure. */
export class SigningKeyError extends Error {
  override readonly name = 'NoSigningKey';
}

type SigningInput = Pick<Config, 'environment' | 'contract' | 'role' | 'databaseUrl'>;

const makeSecretHint = 'Make some with: openssl rand -base64 32';

/**
 * The text that the signing key is derived from; null: one is made, and kept beside the embedded database. A server
 * that others use and whose data are elsewhere has no such place that outlives it. Adds to `problems`.
 */
export function parseSigningSecret(
  { environment, contract, role, databaseUrl }: SigningInput,
  open: boolean,
  problems: string[],
): string | null {
  const { ROSTRUM_SIGNING_KEY: secret = null } = environment;
  const answers = httpRoles.includes(role);
  const charsMin = contract.access.signingSecretCharsMin;
  const missing = secret === null && answers && databaseUrl !== null && !open;
  if (missing || (secret !== null && secret.length < charsMin)) {
    const need = missing ? 'records are signed, and the key' : 'it is too short: the key of records';
    problems.push(
      `ROSTRUM_SIGNING_KEY: ${need} is derived from ${charsMin} random characters or more, the same in all ` +
        `processes. ${makeSecretHint}`,
    );
  }
  return secret;
}

/** The signer of this server. Throws NoSigningKey. */
export async function openSigner({ signingSecret, dataDir, contract }: Config): Promise<Signer> {
  if (signingSecret !== null) return createSigner(signingSecret);
  const path = join(dataDir, 'signing-key');
  try {
    const secret =
      (await readFile(path, 'utf8').catch(nullWhenMissing)) ?? (await createSecretFile(dataDir, path));
    if (secret.trim().length >= contract.access.signingSecretCharsMin) return createSigner(secret.trim());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SigningKeyError(
      `Records are signed, and the key for that cannot be kept in ${path}: ${why}. ` +
        `Cure: see that this user may write there, or set ROSTRUM_SIGNING_KEY. ${makeSecretHint}`,
    );
  }
  throw new SigningKeyError(
    `${path} is damaged: it is too short to be what records are signed with. Cure: put it back from a copy, or ` +
      'remove it, and a new key is made; records that were exported before then name the old one.',
  );
}

const nullWhenMissing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};

/** Writes a new secret whole, under its name, unless another process has done so meanwhile. What is there then. */
async function createSecretFile(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(unfinished, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
    await link(unfinished, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { force: true });
  }
  return readFile(path, 'utf8');
}
