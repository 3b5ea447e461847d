import type { Contract } from '../../app/contract/types/contract.ts';
import type { Nginx } from '../support/processes/nginx.ts';
import type { RunningProgram, spawnProgram } from '../support/processes/program.ts';

export type Env = Readonly<Record<string, string>>;

/** The environment of one run: its own processes, gateways and database. */
export interface TestBed {
  /** The contract of the imitated platform. */
  readonly contract: Contract;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Starts a web process, or another role by `env`. */
  start(env?: Env): Promise<RunningProgram>;
  /** Starts a process without waiting until it serves; `entry` replaces the program. */
  spawn(env?: Env, entry?: string): ReturnType<typeof spawnProgram>;
  startGateway(programs: readonly RunningProgram[]): Promise<Nginx>;
  /** Creates a debate; it runs only while there is a worker. */
  createDebate(url: string, settings?: object): Promise<string>;
  query(sql: string): Promise<readonly unknown[]>;
  /** Runs at the end of the run, in reverse order. */
  onCleanup(undo: () => void | Promise<void>): void;
}

export const portOf = ({ url }: Pick<RunningProgram, 'url'>): number => Number(new URL(url).port);
