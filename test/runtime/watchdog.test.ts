import { afterAll, afterEach, expect, it } from 'vitest';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('watchdog');
afterEach(killPrograms);
afterAll(directory.remove);

/** Two starts of the program, which take seconds on a busy machine. */
const timeoutMs = 120_000;

/** Blocks the event loop of the program on SIGUSR2. */
const block = "data:text/javascript,process.on('SIGUSR2',()=>{for(;;);})";

it(
  'a process without a supervisor that hangs ends itself, and the next one continues its debates',
  async () => {
    const database = await databaseEnvironment(directory.path);
    const settings = { ...database, ROSTRUM_MODEL: 'rehearsal?tps=400&ttftMs=50' };
    const program = await startProgram({ ...settings, NODE_OPTIONS: `--import=${block}` });
    const body = '{"question":"Should it be moved?","preset":"duel"}';
    const headers = { 'content-type': 'application/json' };
    const created = await fetch(`${program.url}/api/v1/debates`, { method: 'POST', headers, body });
    const { url } = JSON.parse(await created.text());
    expect(await program.stop('SIGUSR2')).toBeNull();
    expect(program.output()).toMatch(/"level":"fatal".*"why":"its event loop is blocked"/);

    const next = await startProgram(settings);
    const status = async () => JSON.parse(await (await fetch(`${next.url}${url}`)).text()).status;
    await until(async () => (await status()) === 'decided', 'the decision', { last: status });
    await next.stop();
  },
  timeoutMs,
);
