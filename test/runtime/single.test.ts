import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from 'vitest';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('single');
afterEach(killPrograms);
afterAll(directory.remove);

const start = (env: Readonly<Record<string, string>> = {}) =>
  startProgram({ ROSTRUM_DATA_DIR: directory.path, LOG_LEVEL: 'info', ...env });
type Program = Awaited<ReturnType<typeof start>>;

/** A reload starts a process and opens a database, which take seconds on a busy machine. */
const timeoutMs = 120_000;

/** Waits for the nth reload to be complete. */
const reloaded = ({ output }: Program, count: number) =>
  until(() => output().split('replaced all processes').length > count, `reload ${count}`, {
    last: () => output(),
    timeoutMs: 60_000,
  });

/** Sends requests one after another, on one connection or each on its own, until `end`. */
function startClient(url: string, keepAlive: boolean) {
  const agent = new Agent({ keepAlive, maxSockets: 1 });
  const statuses: (number | undefined)[] = [];
  let isOver = false;
  async function run(): Promise<void> {
    while (!isOver) {
      const [response] = await once(get(`${url}/api/v1/debates`, { agent }), 'response');
      await text(response);
      statuses.push(response.statusCode);
      // Not for synchronisation: it limits the load.
      await pause(20);
    }
  }
  const running = run();
  return {
    statuses,
    /** Rejects if a request was not answered. */
    async end() {
      isOver = true;
      await running;
      agent.destroy();
    },
  };
}

async function createDebate(url: string): Promise<string> {
  const body = '{"question":"Is this debate kept?"}';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1/debates`, { method: 'POST', headers, body });
  const { id } = JSON.parse(await response.text());
  return id;
}

it(
  'SIGHUP replaces a single process with its embedded database, and every request is answered',
  async () => {
    const program = await start();
    const { url, child, output, stop } = program;
    const id = await createDebate(url);
    const clients = [startClient(url, true), startClient(url, false), startClient(url, false)];
    for (const reloads of [1, 2]) {
      const answered = clients.map(({ statuses }) => statuses.length);
      child.kill('SIGHUP');
      await reloaded(program, reloads);
      await until(
        () => clients.every(({ statuses }, index) => statuses.length > (answered[index] ?? 0) + 5),
        'further answers',
      );
    }
    await Promise.all(clients.map((client) => client.end()));
    expect(new Set(clients.flatMap(({ statuses }) => statuses))).toEqual(new Set([200]));
    expect((await fetch(`${url}/api/v1/debates/${id}`)).status).toBe(200);
    const ready = [...output().matchAll(/"name":"all 1","pid":(\d+),"msg":"process ready"/g)];
    const pids = ready.map(([, pid]) => Number(pid));
    expect(new Set([child.pid, ...pids]).size).toBe(3);

    // The successor is restarted when it dies, and connections wait for it.
    process.kill(pids.at(-1) ?? 0, 'SIGKILL');
    await until(() => output().includes('process died'), 'the death in the log', { last: () => output() });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await stop()).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  },
  timeoutMs,
);

it(
  'a request in flight at SIGHUP is answered by the old process',
  async () => {
    const program = await start();
    const { url, child, output, stop } = program;
    const body = JSON.stringify({ question: 'Is this request answered?' });
    const posting = request(`${url}/api/v1/debates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
    });
    const answered = once(posting, 'response');
    posting.flushHeaders();
    await once(posting, 'continue');
    child.kill('SIGHUP');
    await until(() => output().includes('"draining"'), 'the drain', {
      last: () => output(),
      timeoutMs: 60_000,
    });
    posting.end(body);
    const [response] = await answered;
    expect(response.statusCode).toBe(202);
    const { id } = Object(await json(response));
    await reloaded(program, 1);
    expect((await fetch(`${url}/api/v1/debates/${id}`)).status).toBe(200);
    expect(await stop()).toBe(0);
  },
  timeoutMs,
);

it(
  'a successor that cannot start leaves the single process running, and the next SIGHUP replaces it',
  async () => {
    const file = join(directory.path, 'models.json');
    writeFileSync(file, '{}');
    const database = await databaseEnvironment(directory.path);
    const program = await start({ ...database, ROSTRUM_MODELS_FILE: file });
    const { url, child, output, stop } = program;
    writeFileSync(file, 'no JSON');
    child.kill('SIGHUP');
    await reloaded(program, 1);
    expect(output()).toContain('keeping the old process');
    expect(output()).not.toContain('"draining"');
    expect((await fetch(`${url}/api/v1/debates`)).status).toBe(200);
    writeFileSync(file, '{}');
    child.kill('SIGHUP');
    await reloaded(program, 2);
    expect(output().match(/process ready/g)).toHaveLength(1);
    expect((await fetch(`${url}/api/v1/debates`)).status).toBe(200);
    expect(await stop()).toBe(0);
  },
  timeoutMs,
);
