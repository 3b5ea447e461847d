import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { makePdf } from '../support/files/make-pdf.ts';
import { pepper } from '../support/http/api-keys.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { createDatabase } from '../support/processes/postgres.ts';
import {
  killPrograms,
  type RunningProgram,
  spawnProgram,
  startProgram,
} from '../support/processes/program.ts';
import { testBundle } from '../support/processes/test-bundle.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';

let dataDir: TemporaryDirectory;
let program: RunningProgram;

beforeAll(async () => {
  dataDir = createTemporaryDirectory('bundle');
  program = await startProgram(await databaseEnvironment(dataDir.path));
});

afterAll(async () => {
  await program?.stop();
  killPrograms();
  dataDir?.remove();
});

test('the bundle is the program, with the page in it', async () => {
  const index = await (await fetch(program.url)).text();
  const [, main] = /src="(\/assets\/main-\w+\.js)"/.exec(index) ?? [];
  const script = await fetch(`${program.url}${main}`);
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(await script.text()).not.toContain('sourceMappingURL');
  const health = await (await fetch(`${program.url}/health`)).json();
  expect(health).toMatchObject({ status: 'ok' });
});

test('the bundle reads files in a thread', async () => {
  const form = new FormData();
  form.set('question', 'Is it old?');
  form.append('evidence', new File([makePdf(['It is old.'])], 'a.pdf'));
  form.append('evidence', new File(['year,sales\n2024,1'], 'a.csv'));
  const { id } = await (await fetch(`${program.url}/api/v1/debates`, { method: 'POST', body: form })).json();
  const read = async (evidence: string) =>
    (await (await fetch(`${program.url}/api/v1/debates/${id}/evidence/${evidence}`)).text()).trim();
  expect([await read('E1'), await read('E2')]).toEqual(['It is old.', 'year | sales\n2024 | 1']);
});

test('the bundle carries no package that builds, and first of all looks at the Node that runs it', async () => {
  const text = await readFile(testBundle, 'utf8');
  expect(text).toMatch(/^\(\(\)=>\{[^\n]*process\.versions\.node/);
  expect(text).not.toContain('entryNames');
  expect((await stat(`${testBundle}.map`)).size).toBeGreaterThan(0);
});

test('the bundle is ASCII, so that Node keeps each of its characters in one byte', async () => {
  const text = await readFile(testBundle, 'latin1');
  expect(text.match(/[\x80-\xff].*/)).toBeNull();
});

const postgresUrl = inject('postgresUrl');

/** As Lambda does: loads the file, and calls what it exports with one event after another. */
const callsHandler = `
  const { handler } = await import(${JSON.stringify(testBundle)});
  // Without the PipeWrap of stdout, which is a pipe here.
  const atRest = process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap');
  const answers = [];
  for (const path of ['/health', '/ready', '/assets/none.js', '/ws']) {
    const event = { requestContext: { elb: {} }, httpMethod: 'GET', path, headers: { host: 'd.example' }, body: '' };
    const { statusCode, body } = await handler(event, { getRemainingTimeInMillis: () => 60_000 });
    answers.push([path, statusCode, JSON.parse(body).status]);
  }
  process.stdout.write('SAID ' + JSON.stringify({ atRest, answers }) + '\\n', () => process.exit());
`;

test.skipIf(postgresUrl === null)('the bundle is a function, too, and rests until it is called', async () => {
  const { exited, output } = spawnProgram(
    {
      DATABASE_URL: await createDatabase(postgresUrl ?? ''),
      ROSTRUM_KEY_PEPPER: pepper,
      ROSTRUM_SIGNING_KEY: pepper,
      ROSTRUM_ADMIN_KEY: `rk_0123456789abcdef_${'a'.repeat(43)}`,
    },
    ['--input-type=module', '--eval', callsHandler],
  );
  await exited;
  const [, said = output()] = /SAID (.*)/.exec(output()) ?? [];
  expect(JSON.parse(said)).toEqual({
    atRest: [],
    answers: [
      ['/health', 200, 'ok'],
      ['/ready', 200, 'ok'],
      ['/assets/none.js', 404, 404],
      ['/ws', 421, 421],
    ],
  });
});
