import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { cacheDir, createTemporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';
import { requireProgram } from './require-program.ts';
import { onFreePort, startServerProcess, withDeathSignal } from './server-process.ts';

export interface PostgresServer {
  /** URL of the database `postgres` with a superuser. */
  readonly url: string;
  /** Kills it, as a crash would, and starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0;
const user = isRoot ? 'postgres' : undefined;

/** The paths of PostgreSQL's programs; null if they are not installed. */
function postgresPrograms(): Programs | null {
  const installHint = 'apt-get install postgresql';
  const initdb = requireProgram(['initdb'], installHint);
  const postgres = initdb && requireProgram(['postgres'], installHint);
  if (!initdb || !postgres || (isRoot && !requireProgram(['setpriv'], 'apt-get install util-linux')))
    return null;
  return { initdb, postgres };
}

/** Starts a temporary PostgreSQL server without durability; null if it is not installed. */
export async function startPostgres(connectionsMax = 200): Promise<PostgresServer | null> {
  const programs = postgresPrograms();
  if (!programs) return null;
  const directory = createTemporaryDirectory('postgres');
  try {
    const data = join(directory.path, 'data');
    cpSync(cachedCluster(programs), data, { recursive: true });
    chownToServerUser(directory.path);
    return await onFreePort((port) => startOnPort(port, programs, data, { directory, connectionsMax }));
  } catch (error) {
    directory.remove();
    throw error;
  }
}

async function startOnPort(
  port: number,
  { postgres }: Programs,
  data: string,
  { directory, connectionsMax }: { readonly directory: TemporaryDirectory; readonly connectionsMax: number },
): Promise<PostgresServer> {
  const settings = [
    // Commits survive a crash of the server, but not of the machine.
    ...['fsync=off', 'full_page_writes=off', `max_connections=${connectionsMax}`],
    // Shared memory in its own directory, so that nothing is left when it is killed.
    'dynamic_shared_memory_type=mmap',
  ];
  const command = [
    ...[postgres, '-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', directory.path],
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const start = () => startServerProcess(command, /ready to accept connections/, user);
  let server = await start();
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      await server.stop('SIGQUIT');
      server = await start();
    },
    async stop() {
      // SIGQUIT stops at once, without a checkpoint.
      await server.stop('SIGQUIT');
      directory.remove();
    },
  };
}

/** A new cluster from initdb, which takes a second; cached between runs. */
function cachedCluster({ initdb, postgres }: Programs): string {
  const version = execFileSync(postgres, ['--version'], { encoding: 'utf8' }).replace(/[^\w.]+/g, '-');
  const clusterDir = join(cacheDir, `cluster-${version}`);
  if (existsSync(clusterDir)) return clusterDir;
  const directory = createTemporaryDirectory('initdb');
  chownToServerUser(directory.path);
  const data = join(directory.path, 'data');
  const flags = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  execFileSync(...withDeathSignal([initdb, '-D', data, ...flags], user));
  mkdirSync(cacheDir, { recursive: true });
  const copy = `${clusterDir}-${process.pid}`;
  cpSync(data, copy, { recursive: true });
  directory.remove();
  try {
    renameSync(copy, clusterDir);
  } catch {
    // Another run has created it meanwhile.
    rmSync(copy, { recursive: true });
  }
  return clusterDir;
}

function chownToServerUser(path: string): void {
  if (user) execFileSync('chown', ['-R', `${user}:${user}`, path]);
}

/** Creates an empty database on a server. Returns its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

/** Runs one statement over a connection of its own. */
export async function execute(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
