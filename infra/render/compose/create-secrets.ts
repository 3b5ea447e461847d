import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requiredSecrets } from '../service-environment.ts';
import { secretFileName } from './file.ts';

/** Makes the secrets of infra/rendered/compose.yaml, once: what is there stays. They never belong into git. */
const folder = fileURLToPath(new URL('../../rendered/secrets', import.meta.url));

const randomSecret = () => randomBytes(32).toString('base64url');
const randomAdminKey = () => `rk_${randomBytes(8).toString('hex')}_${randomSecret()}`;

mkdirSync(folder, { recursive: true, mode: 0o700 });
for (const name of requiredSecrets('web')) {
  const path = join(folder, secretFileName(name));
  if (existsSync(path)) continue;
  // The containers read them as another user; that the folder is closed keeps others out.
  writeFileSync(path, `${name === 'ROSTRUM_ADMIN_KEY' ? randomAdminKey() : randomSecret()}\n`, {
    mode: 0o644,
  });
}
const key = relative('.', join(folder, secretFileName('ROSTRUM_ADMIN_KEY')));
process.stdout.write(`The admin key is in ${key}. Rostrum will answer on http://localhost:8080\n`);
