import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
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
  checkAction(join(built, packed.stdout.trim()), empty, join(path, 'runner'));
});

const actionFolder = fileURLToPath(new URL('../../../infra/package/action/', import.meta.url));

/** Runs the steps of the GitHub Action as a runner does, with the defaults of its inputs. */
function checkAction(packed: string, workspace: string, runnerTemp: string): void {
  const { inputs, runs } = parse(readFileSync(`${actionFolder}action.yml`, 'utf8'));
  const run = (fail: string) => {
    const given: Record<string, string> = { package: packed, fail };
    const fillIn = (text: string) =>
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name: string) => given[name] ?? inputs[name].default);
    mkdirSync(runnerTemp, { recursive: true });
    const results = runs.steps.map((step: { run: string; env: Record<string, string> }) =>
      spawnSync('bash', ['-c', step.run], {
        cwd: workspace,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          RUNNER_TEMP: runnerTemp,
          GITHUB_ACTION_PATH: actionFolder,
          npm_config_offline: 'true',
          ...Object.fromEntries(Object.entries(step.env).map(([key, value]) => [key, fillIn(value)])),
        },
      }),
    );
    return results.map(({ status, stdout }: { status: number; stdout: string }) => ({ status, stdout }));
  };
  const [install, audit] = run('warning');
  expect(install.status).toBe(0);
  expect(audit.status).toBe(1);
  expect(audit.stdout).toContain('::warning file=compose.yaml,line=1,title=stop-has-time::');
  const sarif = JSON.parse(readFileSync(join(workspace, 'rostrum.sarif'), 'utf8'));
  expect(sarif.runs[0].results[0].ruleId).toBe('stop-has-time');
  expect(run('error')[1].status).toBe(0);
}
