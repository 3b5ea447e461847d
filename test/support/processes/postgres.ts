import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { cacheDir, createTemporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';
import { requireProgram } from './require-program.ts';
import { onFreePort, startServerProcess, withDeathSignal } from './server-process.ts';

export interface PostgresServer {
  /** Of the database `postgres`; its user may do everything. */
  readonly url: string;
  /** Stops it without warning, as a crash would, and starts it again where it was. */
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

/** The paths of PostgreSQL's programs, or null after a line that says what is skipped. */
function postgresPrograms(): Programs | null {
  const installHint = 'apt-get install postgresql';
  const initdb = requireProgram(['initdb'], installHint);
  const postgres = initdb && requireProgram(['postgres'], installHint);
  if (!initdb || !postgres || (isRoot && !requireProgram(['setpriv'], 'apt-get install util-linux')))
    return null;
  return { initdb, postgres };
}

/**
 * Starts a PostgreSQL of the caller's own, which makes sure of nothing on disk: it is thrown away in the end.
 */
export async function startPostgres(): Promise<PostgresServer | null> {
  const programs = postgresPrograms();
  if (!programs) return null;
  const directory = createTemporaryDirectory('postgres');
  try {
    const data = join(directory.path, 'data');
    cpSync(cachedCluster(programs), data, { recursive: true });
    chownToServerUser(directory.path);
    return await onFreePort((port) => startOnPort(port, programs, data, directory));
  } catch (error) {
    directory.remove();
    throw error;
  }
}

async function startOnPort(
  port: number,
  { postgres }: Programs,
  data: string,
  directory: TemporaryDirectory,
): Promise<PostgresServer> {
  const settings = [
    // What it has acknowledged outlives it, but not the machine.
    ...['fsync=off', 'full_page_writes=off', 'max_connections=200'],
    // In its own directory, so that nothing stays behind when it is killed.
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
      // At once, without saving anything.
      await server.stop('SIGQUIT');
      directory.remove();
    },
  };
}

/** A cluster as initdb makes it, which takes a second; kept from run to run. */
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
    // Another run has kept one meanwhile.
    rmSync(copy, { recursive: true });
  }
  return clusterDir;
}

function chownToServerUser(path: string): void {
  if (user) execFileSync('chown', ['-R', `${user}:${user}`, path]);
}

/** A new, empty database on a server; the result is its address. */
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
