import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { buildPackage } from '../../../infra/package/build.ts';
import { databaseEnvironment } from '../../support/processes/database-environment.ts';
import { killPrograms, startProgram } from '../../support/processes/program.ts';
import { compiledDir, createTemporaryDirectory } from '../../support/temporary-directory.ts';

const bytesMax = 2_000_000;
/** The Node of the system, which may be older than the project's. */
const systemNode = '/usr/bin/node';

afterEach(killPrograms);

test('the package installs offline into an empty folder; there it audits, and its client follows a debate', {
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
  await checkClient(empty, nodes, join(path, 'data'));
  checkAction(join(built, packed.stdout.trim()), empty, join(path, 'runner'));
});

const clientProgram = `
import { ApiError, createClient, follow } from 'rostrum/client';

const baseUrl = process.argv[2] ?? '';
const client = createClient({ baseUrl });
const { id } = await client.create({ question: 'Does it follow?', preset: 'auto' });
const types = new Set();
for await (const frame of follow({ baseUrl, debate: id })) types.add(frame.type);
const record = await client.record(id);
const refusal = await client.get('unknown').catch((error) => error instanceof ApiError && error.code);
console.log(JSON.stringify({ types: [...types], answer: record?.answer, refusal }));
`;

/** Runs and compiles a program that uses the client as an installed package, also on an older Node. */
async function checkClient(folder: string, nodes: readonly string[], dataDir: string): Promise<void> {
  writeFileSync(join(folder, 'ask.mjs'), clientProgram);
  writeFileSync(
    join(folder, 'ask.ts'),
    `declare const process: { argv: string[] };\n${clientProgram}export {};\n`,
  );
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', dependencies: { rostrum: '*' } }),
  );
  const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'esnext,dom', '--types', ''];
  const compiled = spawnSync(process.execPath, [compiler, ...options, 'ask.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(compiled.stdout).toBe('');
  const { url, stop } = await startProgram(await databaseEnvironment(dataDir));
  for (const node of nodes) {
    const { stdout, stderr } = await promisify(execFile)(node, ['ask.mjs', url], { cwd: folder });
    expect(stderr).toBe('');
    const { types, answer, refusal } = JSON.parse(stdout);
    expect(types).toEqual(expect.arrayContaining(['debate.created', 'turn.delta', 'debate.decided']));
    expect(answer).toBeTruthy();
    expect(refusal).toBe('not-found');
  }
  await stop();
}

const actionFolder = fileURLToPath(new URL('../../../infra/package/action/', import.meta.url));

/** Runs the steps of the GitHub Action as a runner does, with the defaults of its inputs. */
function checkAction(packed: string, workspace: string, runnerTemp: string): void {
  const { inputs, runs } = parse(readFileSync(`${actionFolder}action.yml`, 'utf8'));
  mkdirSync(runnerTemp, { recursive: true });
  const [installing, auditing]: { run: string; env: Record<string, string> }[] = runs.steps;
  const run = (step: typeof installing, fail: string) => {
    const given: Record<string, string> = { package: packed, fail };
    const fillIn = (text: string) =>
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name: string) => given[name] ?? inputs[name].default);
    return spawnSync('bash', ['-c', step?.run ?? ''], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: compiledDir,
        RUNNER_TEMP: runnerTemp,
        GITHUB_ACTION_PATH: actionFolder,
        npm_config_offline: 'true',
        ...Object.fromEntries(Object.entries(step?.env ?? {}).map(([key, value]) => [key, fillIn(value)])),
      },
    });
  };
  expect(runs.steps).toHaveLength(2);
  expect(run(installing, 'warning').status).toBe(0);
  const audit = run(auditing, 'warning');
  expect(audit.status).toBe(1);
  expect(audit.stdout).toContain('::warning file=compose.yaml,line=1,title=stop-has-time::');
  const sarif = JSON.parse(readFileSync(join(workspace, 'rostrum.sarif'), 'utf8'));
  expect(sarif.runs[0].results[0].ruleId).toBe('stop-has-time');
  expect(run(auditing, 'error').status).toBe(0);
}
