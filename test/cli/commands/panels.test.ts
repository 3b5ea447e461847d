import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import { createCommandTerminal } from '../../support/cli/command-terminal.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { openServer } from '../../support/http/open-app.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const { server } = await openServer({});
const directory = createTemporaryDirectory('panels');
afterAll(directory.remove);

const run = (...args: readonly string[]) => runCli(['panels', ...args], { url: server.server.url });

async function listOnTerminal(): Promise<string> {
  const { terminal, stdout } = createCommandTerminal('a terminal', { ROSTRUM_URL: server.server.url });
  await runCommandLine(['panels', 'list'], terminal);
  return stdout.output();
}

test('a panel is saved from options, listed, shown and deleted', async () => {
  expect((await run('list')).stdout).toBe('No panels.\n');
  const options = ['--preset', 'duel', '--seat', 'proponent', '--seat', 'opponent', '--rounds', '1'];
  const { code, stdout, stderr } = await run('save', 'lawyers', ...options);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toBe('Saved. Use it with: rostrum ask QUESTION --panel lawyers\n');
  expect((await run('list')).stdout).toMatch(
    /^lawyers {2}duel {2}2 seats {2}saved \d{4}-\d\d-\d\d \d\d:\d\d\n$/,
  );
  expect(await listOnTerminal()).toMatch(
    /^NAME {5}PRESET {2}SEATS {2}SAVED\s*\nlawyers {2}duel {4}2 {6}\d{4}-\d\d-\d\d \d\d:\d\d\n$/,
  );
  const shown = { preset: 'duel', rounds: 1, panel: [{ role: 'proponent' }, { role: 'opponent' }] };
  expect(JSON.parse((await run('show', 'lawyers')).stdout)).toEqual(shown);
  expect(JSON.parse((await run('list', '--json')).stdout).panels).toMatchObject([{ settings: shown }]);
  expect((await run('delete', 'lawyers')).code).toBe(0);
  expect((await run('show', 'lawyers')).stderr).toContain('There is no panel "lawyers".');
});

test('what show prints can be saved again from a file', async () => {
  const file = join(directory.path, 'panel.json');
  writeFileSync(
    file,
    '{"preset":"standard","panel":[{"role":"sceptic","instructions":"Read for liability."}]}',
  );
  expect((await run('save', 'lone', '--file', file)).code).toBe(2);
  writeFileSync(
    file,
    '{"panel":[{"role":"sceptic","instructions":"Read for liability."},{"role":"advocate"},{"role":"member"}]}',
  );
  expect(await run('save', 'team', '--file', file)).toMatchObject({ code: 0 });
  writeFileSync(file, (await run('show', 'team')).stdout);
  expect(await run('save', 'copy', '--file', file)).toMatchObject({ code: 0 });
  expect((await run('show', 'copy')).stdout).toBe((await run('show', 'team')).stdout);
});

test.each([
  [['shw'], 'did you mean show?'],
  [['save'], 'missing argument: the name of the panel'],
  [['save', 'x'], 'save needs --file FILE, or options such as --preset and --seat'],
  [['save', 'x', '--file', 'none.json'], '--file none.json: not found'],
  [['save', 'x', '--file', 'none.json', '--rounds', '1'], 'leave out the other options'],
  [['save', 'x', '--rounds', '99'], '--rounds: '],
])('panels %j is a usage error', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
