import { createTemporaryDirectory } from '../temporary-directory.ts';
import { requireProgram } from './require-program.ts';
import { onFreePort, startServerProcess } from './server-process.ts';

export interface RedisServer {
  readonly url: string;
  readonly pid: number;
  /** `SIGKILL` simulates a crash. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** The path of the server program; null if it is not installed. */
export const redisProgram = (): string | null =>
  requireProgram(['redis-server', 'valkey-server'], 'apt-get install redis-server');

/** Starts an empty in-memory Redis; on the given port, to replace one that was killed. */
export async function startRedis(program: string, port?: number): Promise<RedisServer> {
  const directory = createTemporaryDirectory('redis');
  const flags = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory.path];
  const start = async (listenPort: number): Promise<RedisServer> => {
    const command = [program, '--port', `${listenPort}`, ...flags];
    const redis = await startServerProcess(command, /Ready to accept connections/);
    return {
      url: `redis://127.0.0.1:${listenPort}`,
      pid: redis.pid,
      async stop(signal = 'SIGTERM') {
        await redis.stop(signal);
        directory.remove();
      },
    };
  };
  try {
    return await (port === undefined ? onFreePort(start) : start(port));
  } catch (error) {
    directory.remove();
    throw error;
  }
}
