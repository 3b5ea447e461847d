import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { ClientFrame } from '../../../app/debate/core/frames.ts';
import { encodeClientFrame, handshakeRequest } from '../../support/live/raw-websocket.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { createDatabase, startPostgres } from '../../support/processes/postgres.ts';
import { type RunningProgram, startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { readMemoryMB } from '../load/process-cpu.ts';
import type { BenchResult, BenchRow, Goal } from '../row.ts';

export const memory: BenchRow = {
  description: 'resident memory of an idle process, with PostgreSQL and embedded, and of an idle viewer',
  run: async (length) => {
    const viewers = length === 'short' ? 10 : 1000;
    const directory = createTemporaryDirectory('bench');
    const postgres = await startPostgres();
    try {
      const embedded = await measureIdle({ ROSTRUM_DATA_DIR: directory.path }, []);
      if (postgres === null) return toResult([['embedded', embedded, 340]]);
      const variables = { DATABASE_URL: await createDatabase(postgres.url) };
      const plain = await measureIdle(variables, []);
      const mapped = await measureIdle(variables, ['--enable-source-maps']);
      const viewerKB = await withProgram(variables, [], (program) => measureViewer(program, viewers));
      const { figures, goals } = toResult([
        ['embedded', embedded, 340],
        ['PostgreSQL', plain, 120],
      ]);
      return {
        figures: {
          ...figures,
          'PostgreSQL, with --enable-source-maps: MB': mapped.toFixed(0),
          'idle viewer: KB': viewerKB.toFixed(1),
        },
        goals: [...goals, { name: 'idle viewer', value: viewerKB, unit: 'KB', relation: '≤', limit: 35 }],
      };
    } finally {
      await postgres?.stop();
      directory.remove();
    }
  },
};

const contract = applyOverrides(profile('development'), {
  live: { viewersMax: 3000, viewersPerKeyMax: null },
});

/** After which a process has freed what its start needed. */
const settleMs = 4000;

async function withProgram<T>(
  variables: Readonly<Record<string, string>>,
  nodeOptions: readonly string[],
  measure: (program: RunningProgram) => Promise<T>,
): Promise<T> {
  const program = await startProgram(
    { ...contractEnvironment(contract), ...variables },
    undefined,
    nodeOptions,
  );
  try {
    await pause(settleMs);
    return await measure(program);
  } finally {
    await program.stop('SIGKILL');
  }
}

const measureIdle = (variables: Readonly<Record<string, string>>, nodeOptions: readonly string[]) =>
  withProgram(variables, nodeOptions, async ({ child }) => readMemoryMB(child));

/** KB of each further viewer of a debate that has ended. */
async function measureViewer({ url, child }: RunningProgram, viewers: number): Promise<number> {
  const client = createClient({ baseUrl: url });
  const { id } = await client.create({ question: 'Which of both is better?' });
  await client.record(id, { waitSeconds: 30 });
  // From its end, so that no replay of its events counts.
  const after = (await client.events(id)).events.at(-1)?.seq ?? 0;
  const port = Number(new URL(url).port);
  const sockets: Socket[] = [];
  const openUntil = async (count: number): Promise<number> => {
    while (sockets.length < count)
      sockets.push(await openViewer(port, { type: 'subscribe', debate: id, after }));
    await pause(settleMs);
    return readMemoryMB(child);
  };
  // The first ones make the heap grow, whatever they keep.
  const before = await openUntil(viewers);
  const grownMB = (await openUntil(2 * viewers)) - before;
  for (const socket of sockets) socket.destroy();
  return (grownMB * 1000) / viewers;
}

async function openViewer(port: number, subscription: ClientFrame): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(handshakeRequest);
  await once(socket, 'data');
  socket.write(encodeClientFrame(subscription));
  await once(socket, 'data');
  socket.resume();
  return socket;
}

const toResult = (idle: readonly (readonly [name: string, MB: number, limit: number])[]): BenchResult => ({
  figures: Object.fromEntries(idle.map(([name, MB]) => [`${name}: MB`, MB.toFixed(0)])),
  goals: idle.map(([name, MB, limit]): Goal => ({ name, value: MB, unit: 'MB', relation: '≤', limit })),
});
