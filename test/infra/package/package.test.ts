import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildPackage } from '../../../infra/package/build.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const bytesMax = 2_000_000;
/** The Node of the system, which may be older than the project's. */
const systemNode = '/usr/bin/node';

test('the package installs offline into an empty folder, and audits a folder there', {
  timeout: 300_000,
}, async () => {
  const { path, remove } = createTemporaryDirectory('package');
  onTestFinished(remove);
  const built = join(path, 'built');
  await buildPackage(built);
  expect(statSync(join(built, 'rostrum.mjs')).size).toBeLessThan(bytesMax);
  const npm = (cwd: string, ...words: string[]) =>
    spawnSync('npm', [...words, '--offline', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8' });
  const packed = npm(built, 'pack', '--silent');
  expect(packed.status, packed.stderr).toBe(0);
  const empty = join(path, 'empty');
  mkdirSync(empty);
  const installed = npm(empty, 'install', join(built, packed.stdout.trim()));
  expect(installed.status, installed.stderr).toBe(0);
  writeFileSync(join(empty, 'compose.yaml'), 'services: { a: { image: "a:1", stop_grace_period: 0s } }\n');
  const command = join(empty, 'node_modules/.bin/rostrum');
  const run = (node: string, ...words: string[]) =>
    spawnSync(node, [command, ...words], { cwd: empty, encoding: 'utf8' });
  const nodes = [process.execPath, ...(existsSync(systemNode) ? [systemNode] : [])];
  if (nodes.length === 1) process.stdout.write(`skipped on ${systemNode}: there is none\n`);
  for (const node of nodes) {
    const { status, stdout, stderr } = run(node, 'audit', '.', '--fail', 'warning');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^compose\.yaml:1 {2}warning stop-has-time$/m);
    expect(run(node, 'explain', 'keep-alive-outlives-gateway').stdout).toMatch(
      /^keep-alive-outlives-gateway: /,
    );
    expect(run(node, 'audit').status).toBe(2);
  }
});
