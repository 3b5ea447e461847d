import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSecretFiles } from './create-secrets.ts';

/**
 * `npm run compose -- [--profile FILE] [options of docker compose up]`: renders the files of a profile, creates its
 * secrets and starts it. Each profile is a Compose project with its own folder below infra/rendered.
 */
const contractCommand = fileURLToPath(new URL('../../cli.ts', import.meta.url));

const dockerArgs = process.argv.slice(2);
const at = dockerArgs.indexOf('--profile');
const profileArgs = at < 0 ? [] : dockerArgs.splice(at, 2);

process.exitCode = main();

function main(): number {
  const { status, stdout } = spawnSync(process.execPath, [contractCommand, 'render', 'all', ...profileArgs], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) return status ?? 1;
  const file = stdout.split('\n').find((path) => path.endsWith('compose.yaml')) ?? '';
  const folder = dirname(file);
  const name = basename(folder);
  process.stdout.write(`The admin key is in ${createSecretFiles(join(folder, 'secrets'))}.\n`);
  const up = spawnSync(
    'docker',
    [
      ...['compose', '-p', name === 'rendered' ? 'rostrum' : `rostrum-${name}`, '-f', file],
      ...[
        'up',
        '--detach',
        '--wait',
        ...(dockerArgs.includes('--no-build') ? [] : ['--build']),
        ...dockerArgs,
      ],
    ],
    { stdio: 'inherit' },
  );
  if (up.error) process.stderr.write(`docker compose does not start: ${up.error.message}\n`);
  return up.status ?? 1;
}
