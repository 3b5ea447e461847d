import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requiredSecrets } from '../service-environment.ts';
import { secretFileName } from './file.ts';

/** Creates the secrets of infra/rendered/compose.yaml, and keeps those that exist. Never commit them to git. */
const folder = fileURLToPath(new URL('../../rendered/secrets', import.meta.url));

const randomSecret = () => randomBytes(32).toString('base64url');
const randomAdminKey = () => `rk_${randomBytes(8).toString('hex')}_${randomSecret()}`;

mkdirSync(folder, { recursive: true, mode: 0o700 });
for (const name of requiredSecrets('web')) {
  const path = join(folder, secretFileName(name));
  if (existsSync(path)) continue;
  // The containers read the files as another user. On the host, the folder's mode keeps other users out.
  writeFileSync(path, `${name === 'ROSTRUM_ADMIN_KEY' ? randomAdminKey() : randomSecret()}\n`, {
    mode: 0o644,
  });
}
const key = relative('.', join(folder, secretFileName('ROSTRUM_ADMIN_KEY')));
process.stdout.write(`The admin key is in ${key}. Rostrum will answer on http://localhost:8080\n`);
