import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { renderNginx } from '../../../infra/render/nginx/config.ts';
import { defaultNginxOptions } from '../../../infra/render/nginx/options.ts';
import { createTemporaryDirectory } from '../temporary-directory.ts';
import { requireProgram } from './require-program.ts';
import { onFreePort, startServerProcess } from './server-process.ts';

/** A real nginx with the rendered configuration. */
export interface Nginx {
  readonly url: string;
  /** If the contract has a certificate. */
  readonly tlsUrl: string;
  /** Changes the upstream ports; nginx opens no new connections to others. */
  reload(ports: readonly number[]): void;
  stop(): Promise<void>;
}

/** The path of nginx; null if it is not installed. */
export const nginxProgram = requireProgram(['nginx'], 'apt-get install nginx-light');

/** Starts an nginx in front of web processes on these loopback ports. */
export async function startNginx(contract: Contract, ports: readonly number[]): Promise<Nginx> {
  const directory = createTemporaryDirectory('nginx');
  // The worker processes run as another user.
  chmodSync(directory.path, 0o755);
  const file = join(directory.path, 'nginx.conf');
  const write = (listen: number, upstreams: readonly number[]) =>
    writeFileSync(
      file,
      renderNginx(contract, {
        ...defaultNginxOptions,
        listen,
        listenTls: tlsPort(listen),
        upstreams: upstreams.map((port) => `127.0.0.1:${port}`),
        directory: directory.path,
        accessLog: join(directory.path, 'access.log'),
      }),
    );
  return onFreePort(async (listen) => {
    write(listen, ports);
    const command = [nginxProgram ?? '', '-c', file, '-e', 'stderr', '-g', 'daemon off;'];
    const server = await startServerProcess(command, /start worker process /);
    return {
      url: `http://127.0.0.1:${listen}`,
      tlsUrl: `https://127.0.0.1:${tlsPort(listen)}`,
      reload(upstreams) {
        write(listen, upstreams);
        process.kill(server.pid, 'SIGHUP');
      },
      async stop() {
        await server.stop('SIGTERM');
        directory.remove();
      },
    };
  });
}

/** Next to a free port; if it is taken, nginx does not start and the test fails with its message. */
const tlsPort = (listen: number): number => (listen < 65_535 ? listen + 1 : listen - 1);
