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

async function proxyTo(url: URL, asks: Parameters<typeof startTlsProxy>[2]): Promise<number> {
  const proxy = await startTlsProxy(certificate, Number(url.port), asks);
  proxies.push(proxy);
  return proxy.port;
}

describe.skipIf(!openssl || !postgresUrl)('the database over TLS', () => {
  const open = (url: string) => openPostgres({ url, contract: profile('test'), onError: () => {} });

  /** From variables, as a deployment has them. */
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

  test('is opened when its certificate comes from the authorities in the file', async () => {
    const store = await open(await urlWith(certificate.certFile));
    await store.ping(AbortSignal.timeout(profile('test').database.statementMs));
    await store.close();
  });

  test('is refused when it comes from others, or is for another name', async () => {
    const none = new URL('../../package.json', import.meta.url).pathname;
    await expect(open(await urlWith(none))).rejects.toThrow(/self-signed certificate/);
    const byAddress = (await urlWith(certificate.certFile)).replace('@localhost:', '@127.0.0.1:');
    await expect(open(byAddress)).rejects.toThrow(/altnames/);
  });

  test('says which file of authorities is not there', async () => {
    await expect(open(await urlWith('/nowhere.pem'))).rejects.toThrow(/\/nowhere\.pem/);
  });
});

describe.skipIf(!openssl || !redisUrl)('Redis over TLS', () => {
  test('is used when its certificate is good, and not when nobody vouches for it', async () => {
    const port = await proxyTo(new URL(redisUrl ?? ''), 'nothing');
    const errors: unknown[] = [];
    const wary = connectRedis(`rediss://localhost:${port}`, (error) => errors.push(error));
    await until(() => errors.length > 0);
    expect(String(errors)).toContain('self-signed certificate');
    await wary.close();

    setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
    const bus = connectRedis(`rediss://localhost:${port}`, (error) => errors.push(error));
    await until(() => bus.isHealthy());
    const heard: string[] = [];
    await bus.subscribe('over-tls', (message) => void heard.push(message));
    bus.publish('over-tls', 'hello');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['hello']);
    await bus.close();
  });
});
