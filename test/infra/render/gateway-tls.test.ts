import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { type Nginx, nginxProgram, startNginx } from '../../support/processes/nginx.ts';
import { requireProgram } from '../../support/processes/require-program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const openssl = requireProgram(['openssl'], 'apt-get install openssl');

/** Answers, but never to what waits: /api/v1/agents, and whatever is upgraded. */
const upstream = () =>
  createServer((request, response) => {
    if (request.url !== '/api/v1/agents') response.end('ok');
  }).on('upgrade', (_, socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
  });

describe.skipIf(nginxProgram === null || openssl === null)(
  'nginx with a certificate and short timeouts',
  () => {
    const folder = createTemporaryDirectory('tls');
    const [certificateFile, keyFile] = [join(folder.path, 'chain.pem'), join(folder.path, 'key.pem')];
    const contract = applyOverrides(profile('self-hosted'), {
      edge: { gatewayReadMs: 1000, gatewayStreamMs: 3000 },
      gateway: { hostName: 'debates.example', certificateFile, keyFile, assetsOrigin: 'https://app.example' },
    });
    let program: Server;
    let nginx: Nginx;

    beforeAll(async () => {
      const subject = ['-subj', '/CN=debates.example', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
      const files = ['-keyout', keyFile, '-out', certificateFile];
      execFileSync(openssl ?? '', ['req', '-x509', ...subject, ...files], { stdio: 'ignore' });
      program = upstream().listen(0, '127.0.0.1');
      await once(program, 'listening');
      const address = program.address();
      nginx = await startNginx(contract, [typeof address === 'object' && address ? address.port : 0]);
    });
    afterAll(async () => {
      await nginx?.stop();
      program?.closeAllConnections();
      program?.close();
      folder.remove();
    });

    /** One request over HTTP/2. */
    async function get(path: string) {
      const session = connectHttp2(nginx.tlsUrl, {
        rejectUnauthorized: false,
        servername: 'debates.example',
      });
      try {
        const stream = session.request({ ':path': path });
        const [headers] = await once(stream, 'response');
        let text = '';
        for await (const chunk of stream) text += chunk;
        return { protocol: session.alpnProtocol, headers, text };
      } finally {
        session.close();
      }
    }

    test('speaks HTTP/2 over TLS, and tells browsers to use nothing else', async () => {
      const { protocol, headers } = await get('/health');
      expect([protocol, headers[':status']]).toEqual(['h2', 200]);
      expect(headers['strict-transport-security']).toBe('max-age=31536000');
    });

    test('redirects plain HTTP to the host of the certificate', async () => {
      const { status, headers } = await fetch(`${nginx.url}/debates?x=1`, { redirect: 'manual' });
      expect([status, headers.get('location')]).toEqual([308, 'https://debates.example/debates?x=1']);
    });

    test('lets pages of the chosen origin load the assets, with HSTS', async () => {
      const { headers } = await get('/assets/page.js');
      expect(headers['access-control-allow-origin']).toBe('https://app.example');
      expect(headers['strict-transport-security']).toBe('max-age=31536000');
    });

    test('answers with problem documents of its own', async () => {
      const { headers, text } = await get('/ready');
      expect([headers[':status'], headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(JSON.parse(text)).toMatchObject({ code: 'not-found', status: 404 });
    });

    test('cuts a held answer at the timeout of api, and an idle socket at the later one of sockets', async () => {
      const { port } = new URL(nginx.tlsUrl);
      const socket = connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
      const closed = once(socket, 'close').then(() => 'closed');
      socket.write(
        'GET /ws HTTP/1.1\r\nhost: debates.example\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      );
      expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /);
      const held = get('/api/v1/agents').then(({ headers, text }) => {
        expect(JSON.parse(text)).toMatchObject({ code: 'deadline-exceeded' });
        return headers[':status'];
      });
      expect(await Promise.race([held, closed])).toBe(504);
      expect(await closed).toBe('closed');
    });
  },
);
