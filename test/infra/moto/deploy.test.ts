import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../support/processes/require-program.ts';
import {
  onFreePort,
  type ServerProcess,
  startServerProcess,
} from '../../support/processes/server-process.ts';
import { compiledDir, createTemporaryDirectory } from '../../support/temporary-directory.ts';

/** moto imitates AWS locally. Debian has no package of it, so the test is always skipped where it is missing. */
const moto = findProgram('moto_server');
if (!moto)
  process.stderr.write(
    '\n[skipped] moto_server is not on PATH: cdk deploy is not tested. Fix: pip install moto[server]\n',
  );

const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const app = `${process.execPath} ${fileURLToPath(new URL('app.ts', import.meta.url))}`;
const home = createTemporaryDirectory('moto');
const output = join(home.path, 'output');
const timeoutMs = 240_000;

describe.skipIf(!moto)('cdk against a local moto server', { timeout: timeoutMs }, () => {
  let server: ServerProcess;
  let endpoint = '';
  beforeAll(async () => {
    server = await onFreePort(async (port) => {
      // Must be `localhost`: with an IP address, moto parses the bucket name incorrectly.
      endpoint = `http://localhost:${port}`;
      return startServerProcess([moto ?? '', '-H', '127.0.0.1', '-p', `${port}`], /Running on /);
    });
  }, timeoutMs);
  afterAll(async () => {
    await server?.stop('SIGKILL');
    home.remove();
  });

  /** Runs cdk. */
  async function run(...args: readonly string[]) {
    const child = spawn(process.execPath, [cdk, '--output', output, '--no-lookups', ...args], {
      // Without a cdk.json, so that only what is given is synthesized.
      cwd: home.path,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home.path,
        NODE_COMPILE_CACHE: compiledDir,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CI: 'true',
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    const [code] = await once(child, 'exit');
    return { code, said };
  }

  test('bootstraps, deploys, deploys again without changes, and destroys', async () => {
    const bootstrap = await run('bootstrap', 'aws://123456789012/us-east-1');
    expect(bootstrap.code, bootstrap.said).toBe(0);
    const first = await run('deploy', '--app', app, '--require-approval', 'never');
    expect(first.code, first.said).toBe(0);
    expect(first.said).toMatch(/rostrum-core/);
    expect(first.said).not.toContain('(no changes)');
    const second = await run('deploy', '--app', output, '--require-approval', 'never');
    expect(second.code, second.said).toBe(0);
    expect(second.said).toContain('(no changes)');
    const destroyed = await run('destroy', '--app', output, '--force');
    expect(destroyed.code, destroyed.said).toBe(0);
  });
});
