import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { createClient } from '../../app/client/client.ts';
import { floods, startFloodServer } from '../support/agents/flood-server.ts';
import { connectSocket } from '../support/live/websocket-client.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('flood');
afterAll(() => {
  killPrograms();
  directory.remove();
});

const mebibyte = 1024 * 1024;

/** The memory of a process since the last call, at its most and at present, as Linux counts it. */
function takeMemory(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return { peak: bytes('VmHWM'), present: bytes('VmRSS') };
}

it.runIf(process.platform === 'linux')(
  'a provider that floods ends its own calls and disturbs no other debate',
  async () => {
    const server = await startFloodServer();
    const { url, child } = await startProgram({
      // Its limits of time are wide enough for a busy machine.
      ROSTRUM_PROFILE: 'development',
      ...(await databaseEnvironment(directory.path)),
      ROSTRUM_MODEL: 'compatible:calm',
      OPENAI_COMPATIBLE_URL: `${server.url}/v1`,
      OPENAI_COMPATIBLE_CALLS_MAX: '20',
    });
    const client = createClient({ baseUrl: url });
    const pid = child.pid ?? 0;
    const runFlood = async (name: string) => {
      const model = `compatible:${name}`;
      const { id } = await client.create({
        question: 'Who stops?',
        rounds: 0,
        panel: [{ model }, { model }],
        judge: { model },
      });
      await client.record(id, { waitSeconds: 55 });
      const { events } = await client.events(id);
      return events.flatMap(({ type, data }) => (type === 'turn.failed' ? [data] : []));
    };

    const calm = await client.create({ question: 'Does it go on?', rounds: 0 });
    const viewer = await connectSocket(url);
    viewer.send({ type: 'subscribe', debate: calm.id });
    await until(() => server.calmStreams() === 3, 'the calm debate');
    // The heap of a new process grows to its usual size under any load.
    await runFlood('pieces');
    for (const name of Object.keys(floods)) {
      const before = takeMemory(pid).present;
      const wordsBefore = viewer.received.length;
      const failures = await runFlood(name);
      const growth = (takeMemory(pid).peak - before) / mebibyte;
      expect(failures.map(({ reason }) => reason)).toContain(name === 'line' ? 'provider-error' : 'too-long');
      expect(growth).toBeLessThan(50);
      await until(() => viewer.received.length > wordsBefore, 'further words of the calm debate');
    }
    server.finish();
    const record = await client.record(calm.id, { waitSeconds: 55 });
    expect(record).toMatchObject({ outcome: 'decided' });
    viewer.ws.close();
    server.close();
  },
  60_000,
);
