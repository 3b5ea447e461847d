import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { makeSecretHint } from '../config/signing.ts';
import { createSigner, type Signer } from '../http/records/signer.ts';

/** There is no usable key to sign records with. The message says how to fix it. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

type SigningKeyInput = Pick<Config, 'signingSecret' | 'dataDir' | 'contract'>;

/** Opens the signer with the configured secret, or else with one in the data directory. Throws SigningKeyError. */
export async function openSigner({ signingSecret, dataDir, contract }: SigningKeyInput): Promise<Signer> {
  if (signingSecret !== null) return createSigner(signingSecret);
  const path = join(dataDir, 'signing-key');
  try {
    const secret =
      (await readFile(path, 'utf8').catch(nullIfMissing)) ?? (await createSecretFile(dataDir, path));
    if (secret.trim().length >= contract.access.signingSecretCharsMin) return createSigner(secret.trim());
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new SigningKeyError(
      `Records are signed, and the key for that cannot be stored in ${path}: ${cause}. ` +
        `Cure: make the path writable for this user, or set ROSTRUM_SIGNING_KEY. ${makeSecretHint}`,
    );
  }
  throw new SigningKeyError(
    `${path} is damaged: it is too short for a signing key. Cure: restore it from a backup, or remove it, and a new ` +
      'key is created; records exported before then name the old key.',
  );
}

const nullIfMissing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};

/**
 * Creates the file with a new secret, unless another process has created it meanwhile, and returns its text. The link
 * makes the file appear with its whole content.
 */
async function createSecretFile(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const temporaryPath = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporaryPath, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
    await link(temporaryPath, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporaryPath, { force: true });
  }
  return readFile(path, 'utf8');
}
