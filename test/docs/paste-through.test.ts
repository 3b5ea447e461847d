import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedServer, startEmbeddedServer } from '../../app/bootstrap/embedded-server.ts';
import { makeFile } from '../../app/build/bundle.ts';
import { type Client, createClient } from '../../app/client/client.ts';
import { type ModelServer, startModelServer } from '../support/agents/model-server.ts';
import { block } from '../support/debates/block.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { requireProgram } from '../support/processes/require-program.ts';
import { testCli } from '../support/processes/test-bundle.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { codeBlocks, pages, root, shellCommands } from './documented-commands.ts';

/** Commands that need more than a server and a shell, by what tests them instead. */
const testedElsewhere: readonly (readonly [command: RegExp, by: string])[] = [
  [/^npm ci$|^npm run check$|^npm ci && npm test$/, 'the run of the CI on a clean checkout'],
  [/npm run dev\b|npm start( &)?$|^kill -HUP/, 'test/bootstrap'],
  [/node --env-file=|^ROSTRUM_OIDC_\w+=\S+$/, 'test/config'],
  [/npm run compose|^dc=|^\$dc /, 'nothing: they need Docker'],
  [/npx cdk/, 'nothing: they need an AWS account'],
  [/^nginx -t/, 'test/infra/render'],
  [/^npm (run package|pack|install)|^npx rostrum (audit|explain)/, 'test/infra/package'],
  [/^npm run bench/, 'test/bench'],
];

const curl = requireProgram(['curl'], 'apt-get install curl');
const run = promisify(execFile);

/** Answers every kind of turn. */
const reply = block('The batch takes four hours.', {
  claim: 'Move payouts to events',
  reason: 'The batch takes four hours, and a failure is found in the morning.',
  confidence: 0.8,
  citations: [],
  stances: [],
  consensus: ['Payouts are late today.'],
  answer: 'Move payouts to events.',
});

let directory: TemporaryDirectory;
let models: ModelServer;
let server: EmbeddedServer;

beforeAll(async () => {
  directory = createTemporaryDirectory('paste-through');
  models = await startModelServer('compatible', [{ kind: 'reply', chunks: [reply] }]);
  const modelsFile = join(directory.path, 'models.json');
  const prices = { inputUsd: 0, outputUsd: 0 };
  writeFileSync(modelsFile, JSON.stringify({ compatible: { models: { 'test-model': prices } } }));
  server = await startEmbeddedServer({
    env: {
      ...(await databaseEnvironment(join(directory.path, 'data'))),
      ROSTRUM_MODELS_FILE: modelsFile,
      ROSTRUM_MODEL: 'compatible:test-model',
      OPENAI_COMPATIBLE_URL: `${models.url}/v1`,
      OPENROUTER_API_KEY: 'key',
      OPENROUTER_BASE_URL: `${models.url}/v1`,
    },
    runsDebates: true,
  });
  cpSync(join(root, 'app/example'), join(directory.path, 'app/example'), { recursive: true });
  // What the README calls ours.json.
  const profile = codeBlocks('README.md', 'json').find((code) => code.includes('"extends"'));
  writeFileSync(join(directory.path, 'ours.json'), profile ?? expect.unreachable());
});

afterAll(async () => {
  await server?.stop();
  await models?.close();
  directory?.remove();
});

/** Runs a command as a reader pastes it, with the address and the ids of this server. */
async function paste(command: string, ids: Readonly<Record<string, string>>): Promise<string> {
  const filledIn = Object.entries(ids).reduce(
    (text, [name, id]) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), id),
    command
      .replaceAll(/(http:\/\/)?localhost:8080/g, server.url)
      .replace('> /etc/nginx/', `> ${directory.path}/`)
      .replace('--count 100', '--count 1'),
  );
  const tools = [
    `npx() { shift; "${process.execPath}" "${testCli}" "$@"; }`,
    // npm run --silent contract -- …
    `npm() { shift 4; "${process.execPath}" "${root}infra/cli.ts" "$@"; }`,
    'kubectl() { test "$*" = "apply -f -"; grep -q "kind: Deployment"; }',
  ].join('\n');
  const env = { PATH: process.env.PATH ?? '', ROSTRUM_URL: server.url };
  const { stdout } = await run('sh', ['-euc', `${tools}\n${filledIn}`], {
    cwd: directory.path,
    env,
    timeout: 60_000,
  });
  return stdout;
}

/** Does what the comment on the command says, once the debate waits for it. */
async function approveDebate(client: Client, question: string): Promise<void> {
  const findPaused = async () => (await client.list({ q: question, status: 'paused' })).debates[0];
  await until(async () => (await findPaused()) !== undefined, 'the debate to wait for approval');
  await paste('npx rostrum approve ID', { ID: (await findPaused())?.id ?? '' });
}

test.skipIf(curl === null)('the commands of README.md and the guides work as they are pasted', async () => {
  const client = createClient({ baseUrl: server.url });
  const record = JSON.parse(await paste('npx rostrum ask "What first?" --json', {}));
  // One that still runs: it waits for approval.
  const { id: runningId } = await client.create({ question: 'And then?', approval: true });
  const { keyId } = (await client.signingKeys()).keys[0] ?? expect.unreachable();
  const failed: string[] = [];
  const unused = new Set(testedElsewhere.map(([pattern]) => pattern));
  for (const page of pages) {
    for (const command of shellCommands(page)) {
      const elsewhere = testedElsewhere.find(([pattern]) => pattern.test(command));
      if (elsewhere) unused.delete(elsewhere[0]);
      if (elsewhere) continue;
      const id = command.startsWith('npx rostrum extend') ? runningId : record.debate;
      const pasted = paste(command, { KEYID: keyId, ID: id });
      const approving = command.includes(' --approve ') ? approveDebate(client, 'Which vendor?') : null;
      await Promise.all([pasted, approving]).catch((error) =>
        failed.push(`${page}: ${command}\n${error}\n${error.stdout}`),
      );
    }
  }
  expect(failed).toEqual([]);
  expect([...unused], 'rows of testedElsewhere for no command').toEqual([]);
});

test('the program of docs/API.md prints the answer', async () => {
  const folder = join(directory.path, 'client');
  const modules = join(folder, 'node_modules/rostrum');
  mkdirSync(modules, { recursive: true });
  await makeFile(join(root, 'infra/package/client.ts'), join(modules, 'client.mjs'));
  writeFileSync(
    join(modules, 'package.json'),
    JSON.stringify({ name: 'rostrum', exports: { './client': './client.mjs' } }),
  );
  const [code = ''] = codeBlocks('docs/API.md', 'ts');
  writeFileSync(join(folder, 'ask.mts'), code.replaceAll('http://localhost:8080', server.url));
  const { stdout } = await run(process.execPath, ['ask.mts'], { cwd: folder });
  expect(stdout).toContain('Move payouts to events.');
});
