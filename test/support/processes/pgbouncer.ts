import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryDirectory } from '../temporary-directory.ts';
import { requireProgram } from './require-program.ts';
import { onFreePort, startServerProcess } from './server-process.ts';

/** The path of PgBouncer; null if it is not installed. */
export const pgbouncerProgram = requireProgram(['pgbouncer'], 'apt-get install pgbouncer');

export interface Pooler {
  readonly url: string;
  stop(): Promise<void>;
}

/** It refuses to run as root. */
const user = process.getuid?.() === 0 ? 'postgres' : undefined;

/** A PgBouncer in front of a database, with its default settings but for these. */
export async function startPgbouncer(databaseUrl: string, settings: readonly string[]): Promise<Pooler> {
  const directory = createTemporaryDirectory('pgbouncer');
  // It runs as another user.
  chmodSync(directory.path, 0o755);
  const { port, pathname } = new URL(databaseUrl);
  const database = pathname.slice(1);
  const file = join(directory.path, 'pgbouncer.ini');
  return onFreePort(async (listenPort) => {
    writeFileSync(
      file,
      [
        '[databases]',
        `${database} = host=127.0.0.1 port=${port} user=postgres`,
        '[pgbouncer]',
        `listen_port = ${listenPort}`,
        ...['listen_addr = 127.0.0.1', 'unix_socket_dir =', 'auth_type = any', ...settings],
      ].join('\n'),
      { mode: 0o644 },
    );
    const server = await startServerProcess([pgbouncerProgram ?? '', file], /process up/, user);
    return {
      url: `postgresql://postgres@127.0.0.1:${listenPort}/${database}`,
      async stop() {
        await server.stop('SIGTERM');
        directory.remove();
      },
    };
  });
}
