import { type RunningProgram, startProgram } from '../support/processes/program.ts';
import { onFreePort } from '../support/processes/server-process.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { openBalancer } from './balancer.ts';

/** Processes that are replaced while clients use them. */
export interface ReloadTarget {
  readonly url: string;
  readonly ports: readonly number[];
  /** Replaces every process once. */
  replace(): Promise<void>;
  /** Resolves to the exit codes of all processes that were stopped. */
  stop(): Promise<readonly (number | null)[]>;
}

type Environment = Readonly<Record<string, string>>;

/** Starts the processes for pages of these origins and of their own. */
export type StartTarget = (env: Environment, origins: readonly string[]) => Promise<ReloadTarget>;

const replacementTimeoutMs = 120_000;

const portOf = (url: string): number => Number(new URL(url).port);

const allowOrigins = (origins: readonly string[]) => ({ ROSTRUM_ORIGINS: origins.join(',') });

const startOnFreePort = (env: Environment, origins: readonly string[]): Promise<RunningProgram> =>
  onFreePort((port) => {
    const allowed = allowOrigins([...origins, `http://127.0.0.1:${port}`]);
    return startProgram({ ...env, ...allowed, PORT: `${port}` });
  });

/** A program of several processes, or of one, that SIGHUP replaces. */
export const startReloadable =
  (processes: number): StartTarget =>
  async (env, origins) => {
    const program = await startOnFreePort({ ...env, WORKERS: `${processes}` }, origins);
    const { url, child, output, stop } = program;
    const countOf = (text: string) => output().split(text).length - 1;
    const waitFor = (text: string, count: number) =>
      until(() => countOf(text) >= count, `${count} × ${text}`, {
        last: output,
        timeoutMs: replacementTimeoutMs,
      });
    if (processes > 1) await waitFor('process ready', processes);
    return {
      url,
      ports: [portOf(url)],
      async replace() {
        const before = countOf('replaced all processes');
        child.kill('SIGHUP');
        await waitFor('replaced all processes', before + 1);
      },
      stop: async () => [await stop()],
    };
  };

export const startEmbedded: StartTarget = async (env, origins) => {
  const directory = createTemporaryDirectory('reload');
  const services = { DATABASE_URL: '', REDIS_URL: '', ROSTRUM_DATA_DIR: directory.path };
  const target = await startReloadable(1)({ ...env, ...services }, origins);
  return {
    ...target,
    async stop() {
      const codes = await target.stop();
      directory.remove();
      return codes;
    },
  };
};

/** Two programs that are stopped and started one by one, each on its own port, as in a rolling deploy. */
export const startPair: StartTarget = async (env, origins) => {
  const ports: number[] = [];
  const balancer = await openBalancer(() => ports);
  const allowed = { ...env, ...allowOrigins([...origins, balancer.url]) };
  const programs = await Promise.all([startProgram(allowed), startProgram(allowed)]);
  ports.push(...programs.map(({ url }) => portOf(url)));
  const codes: (number | null)[] = [];
  return {
    url: balancer.url,
    ports,
    async replace() {
      for (const [index, port] of ports.entries()) {
        codes.push((await programs[index]?.stop()) ?? null);
        programs[index] = await startProgram({ ...allowed, PORT: `${port}` });
      }
    },
    async stop() {
      balancer.close();
      codes.push(...(await Promise.all(programs.map((program) => program.stop()))));
      return codes;
    },
  };
};
