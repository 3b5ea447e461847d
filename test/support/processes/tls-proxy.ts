import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { createTemporaryDirectory } from '../temporary-directory.ts';

/** A self-signed certificate for localhost. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  remove(): void;
}

export function createCertificate(openssl: string): Certificate {
  const directory = createTemporaryDirectory('certificate');
  const [certFile, keyFile] = [join(directory.path, 'cert.pem'), join(directory.path, 'key.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const keyArgs = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ];
  execFileSync(openssl, ['req', '-x509', '-nodes', '-days', '2', ...keyArgs, ...names], { stdio: 'ignore' });
  return {
    cert: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    certFile,
    remove: directory.remove,
  };
}

export interface TlsProxy {
  readonly port: number;
  close(): void;
}

/**
 * Terminates TLS in front of a plain server on this machine. A PostgreSQL client first sends an SSLRequest of eight
 * bytes, which is answered with yes.
 */
export async function startTlsProxy(
  { cert, key }: Certificate,
  plainPort: number,
  protocol: 'nothing' | 'PostgreSQL',
): Promise<TlsProxy> {
  const sockets = new Set<Socket>();
  const server = createServer(async (socket) => {
    sockets.add(socket.on('error', () => {}));
    if (protocol === 'PostgreSQL') {
      await once(socket, 'readable');
      socket.read();
      socket.write('S');
    }
    const secure = new TLSSocket(socket, { isServer: true, cert, key }).on('error', () => {});
    const plain = connect(plainPort, '127.0.0.1').on('error', () => {});
    sockets.add(plain);
    secure.pipe(plain).pipe(secure);
  }).listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
