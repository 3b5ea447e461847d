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
import { codeBlocks, root, shellCommands } from './documented-commands.ts';

/** Commands that need more than a server and a shell, by what tests them instead. */
const testedElsewhere: readonly (readonly [command: RegExp, by: string])[] = [
  [/^npm ci && npm (run dev|test)$/, 'the run of the CI on a clean checkout'],
  [/npm start &$|^kill -HUP/, 'test/bootstrap'],
  [/node --env-file=/, 'test/config'],
  [/npm run compose|npx cdk/, 'test/infra: they need Docker or an AWS account'],
];

const pages = ['README.md', 'docs/API.md'];
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
  server = await startEmbeddedServer({
    env: {
      ...(await databaseEnvironment(join(directory.path, 'data'))),
      ROSTRUM_MODEL: 'compatible:test-model',
      OPENAI_COMPATIBLE_URL: `${models.url}/v1`,
    },
    runsDebates: true,
  });
  cpSync(join(root, 'app/example'), join(directory.path, 'app/example'), { recursive: true });
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
    command.replaceAll(/(http:\/\/)?localhost:8080/g, server.url),
  );
  const npx = `npx() { shift; "${process.execPath}" "${testCli}" "$@"; }`;
  const env = { PATH: process.env.PATH ?? '', ROSTRUM_URL: server.url };
  const { stdout } = await run('sh', ['-euc', `${npx}\n${filledIn}`], {
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

test.skipIf(curl === null)('the commands of README.md and docs/API.md work as they are pasted', async () => {
  const client = createClient({ baseUrl: server.url });
  const record = JSON.parse(await paste('npx rostrum ask "What first?" --json', {}));
  // One that still runs: it waits for approval.
  const { id: runningId } = await client.create({ question: 'And then?', approval: true });
  const { keyId } = (await client.signingKeys()).keys[0] ?? expect.unreachable();
  const failed: string[] = [];
  for (const page of pages) {
    for (const command of shellCommands(page)) {
      if (testedElsewhere.some(([pattern]) => pattern.test(command))) continue;
      const id = command.startsWith('npx rostrum extend') ? runningId : record.debate;
      const pasted = paste(command, { KEYID: keyId, ID: id });
      const approving = command.includes(' --approve ') ? approveDebate(client, 'Which vendor?') : null;
      await Promise.all([pasted, approving]).catch((error) =>
        failed.push(`${page}: ${command}\n${error}\n${error.stdout}`),
      );
    }
  }
  expect(failed).toEqual([]);
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
