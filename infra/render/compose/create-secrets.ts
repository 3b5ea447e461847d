import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { requiredSecrets } from '../service-environment.ts';
import { secretFileName } from './common.ts';

const randomSecret = () => randomBytes(32).toString('base64url');
const randomAdminKey = () => `rk_${randomBytes(8).toString('hex')}_${randomSecret()}`;

/** Creates the secrets of a compose.yaml, and keeps those that exist. Returns the path of the admin key. */
export function createSecretFiles(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of requiredSecrets('web')) {
    const path = join(folder, secretFileName(name));
    if (existsSync(path)) continue;
    // The containers read the files as another user. On the host, the folder's mode keeps other users out.
    writeFileSync(path, `${name === 'ROSTRUM_ADMIN_KEY' ? randomAdminKey() : randomSecret()}\n`, {
      mode: 0o644,
    });
  }
  return relative('.', join(folder, secretFileName('ROSTRUM_ADMIN_KEY')));
}
