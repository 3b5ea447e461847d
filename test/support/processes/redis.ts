import { createTemporaryDirectory } from '../temporary-directory.ts';
import { requireProgram } from './require-program.ts';
import { onFreePort, startServerProcess } from './server-process.ts';

export interface RedisServer {
  readonly url: string;
  readonly pid: number;
  /** `SIGKILL` is how a test breaks it off; whoever started it stops it in the end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** The path of the server program, or null after a line that says what is skipped. */
export const redisProgram = (): string | null =>
  requireProgram(['redis-server', 'valkey-server'], 'apt-get install redis-server');

/**
 * Starts a Redis of the caller's own, empty and in memory; on a given port, to come back where another one
 * died.
 */
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
