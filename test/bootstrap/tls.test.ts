import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseConfig } from '../../app/config/config.ts';
import { profile } from '../../app/contract/profiles.ts';
import { openPostgres } from '../../app/store/postgres/open.ts';
import { connectRedis } from '../support/live/buses.ts';
import { createDatabase } from '../support/processes/postgres.ts';
import { requireProgram } from '../support/processes/require-program.ts';
import {
  type Certificate,
  createCertificate,
  startTlsProxy,
  type TlsProxy,
} from '../support/processes/tls-proxy.ts';
import { until } from '../support/until.ts';

const openssl = requireProgram(['openssl'], 'apt-get install openssl');
const [postgresUrl, redisUrl] = [inject('postgresUrl'), inject('redisUrl')];
const proxies: TlsProxy[] = [];
let certificate: Certificate;

beforeAll(() => {
  if (openssl) certificate = createCertificate(openssl);
});

afterAll(() => {
  for (const proxy of proxies) proxy.close();
  certificate?.remove();
});

async function proxyTo(url: URL, protocol: Parameters<typeof startTlsProxy>[2]): Promise<number> {
  const proxy = await startTlsProxy(certificate, Number(url.port), protocol);
  proxies.push(proxy);
  return proxy.port;
}

describe.skipIf(!openssl || !postgresUrl)('the database over TLS', () => {
  const open = (url: string) => openPostgres({ url, contract: profile('test'), onError: () => {} });

  async function urlWith(caFile: string, host = 'localhost'): Promise<string> {
    const url = new URL(await createDatabase(postgresUrl ?? ''));
    const { databaseUrl } = parseConfig(
      {
        DATABASE_HOST: host,
        DATABASE_PORT: `${await proxyTo(url, 'PostgreSQL')}`,
        DATABASE_NAME: url.pathname.slice(1),
        DATABASE_USER: url.username || 'postgres',
        DATABASE_PASSWORD: url.password || 'none',
        DATABASE_CA_FILE: caFile,
      },
      1,
    );
    return databaseUrl ?? '';
  }

  test('opens with a certificate that DATABASE_CA_FILE verifies', async () => {
    const store = await open(await urlWith(certificate.certFile));
    await store.ping(AbortSignal.timeout(profile('test').database.statementMs));
    await store.close();
  });

  test('is refused with an unknown certificate, or one for another host name', async () => {
    const none = new URL('../../package.json', import.meta.url).pathname;
    await expect(open(await urlWith(none))).rejects.toThrow(/self-signed certificate/);
    const byAddress = (await urlWith(certificate.certFile)).replace('@localhost:', '@127.0.0.1:');
    await expect(open(byAddress)).rejects.toThrow(/altnames/);
  });

  test('reports the path of a missing DATABASE_CA_FILE', async () => {
    await expect(open(await urlWith('/missing.pem'))).rejects.toThrow(/\/missing\.pem/);
  });
});

describe.skipIf(!openssl || !redisUrl)('Redis over TLS', () => {
  test('connects with a verified certificate and refuses a self-signed one', async () => {
    const port = await proxyTo(new URL(redisUrl ?? ''), 'nothing');
    const errors: unknown[] = [];
    const strictBus = connectRedis(`rediss://localhost:${port}`, (error) => errors.push(error));
    await until(() => errors.length > 0, 'an error');
    expect(String(errors)).toContain('self-signed certificate');
    await strictBus.close();

    setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
    const bus = connectRedis(`rediss://localhost:${port}`, (error) => errors.push(error));
    await until(() => bus.isHealthy(), 'the bus to connect');
    const messages: string[] = [];
    await bus.subscribe('over-tls', (message) => void messages.push(message));
    bus.publish('over-tls', 'hello');
    await until(() => messages.length > 0, 'a message');
    expect(messages).toEqual(['hello']);
    await bus.close();
  });
});
