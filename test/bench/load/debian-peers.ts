import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../support/processes/require-program.ts';
import {
  onFreePort,
  type ServerProcess,
  startServerProcess,
} from '../../support/processes/server-process.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

/** Servers of Debian to compare with. */
export interface DebianPeer extends ServerProcess {
  readonly port: number;
}

/** FastAPI on uvicorn; null unless python3-fastapi, uvicorn and python3-prometheus-client are installed. */
export async function startFastApi(): Promise<DebianPeer | null> {
  const hasPackages = (python: string) =>
    spawnSync(python, ['-c', 'import fastapi, uvicorn, prometheus_client'], { stdio: 'ignore' }).status === 0;
  const python = ['python3', '/usr/bin/python3'].find(hasPackages);
  if (python === undefined) return null;
  const directory = fileURLToPath(new URL('.', import.meta.url));
  const command = [python, '-m', 'uvicorn', 'fastapi_peer:app', '--app-dir', directory, '--no-access-log'];
  return onFreePort(async (port) => ({
    ...(await startServerProcess([...command, '--port', `${port}`], /running on/)),
    port,
  }));
}

const nchanModule = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/**
 * nginx with Nchan: what is posted to `/publish/ID` goes to the WebSockets of `/subscribe/ID`. null unless nginx and
 * libnginx-mod-nchan are installed.
 */
export async function startNchan(): Promise<DebianPeer | null> {
  const nginx = findProgram('nginx');
  if (nginx === null || !existsSync(nchanModule)) return null;
  const directory = createTemporaryDirectory('nchan');
  const file = join(directory.path, 'nginx.conf');
  return onFreePort(async (port) => {
    writeFileSync(file, nchanConfiguration(port, directory.path));
    const server = await startServerProcess([nginx, '-c', file, '-e', 'stderr'], /nginx\/\d/);
    return {
      ...server,
      port,
      async stop(signal) {
        await server.stop(signal);
        directory.remove();
      },
    };
  });
}

const nchanConfiguration = (port: number, directory: string): string => `load_module ${nchanModule};
daemon off;
master_process off;
pid ${directory}/pid;
error_log stderr notice;
worker_rlimit_nofile 32768;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path ${directory}/body;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location ~ ^/subscribe/(\\d+)$ { nchan_subscriber websocket; nchan_channel_id $1; }
    location ~ ^/publish/(\\d+)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 1; }
  }
}
`;
