import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { connectSocket } from '../../support/live/websocket-client.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { databaseEnvironment } from '../../support/processes/database-environment.ts';
import { type Nginx, nginxProgram, startNginx } from '../../support/processes/nginx.ts';
import { killPrograms, type RunningProgram, startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

const contract = profile('self-hosted');
const { bodyBytesMax } = contract.classes.api;
const key = `rk_${randomBytes(8).toString('hex')}_${randomBytes(32).toString('base64url')}`;
const withKey = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
const question = { question: 'Should we split the monolith?', preset: 'duel', panel: undefined };

describe.skipIf(nginxProgram === null)('a real nginx with the rendered configuration', () => {
  const data = createTemporaryDirectory('gateway');
  let program: RunningProgram;
  let nginx: Nginx;
  beforeAll(async () => {
    program = await startProgram({
      // A slow test machine must not trigger load shedding, which this test does not cover.
      ...contractEnvironment(applyOverrides(contract, { http: { eventLoopLagMsMax: null } })),
      ...(await databaseEnvironment(data.path)),
      ROSTRUM_ADMIN_KEY: key,
      ROSTRUM_KEY_PEPPER: randomBytes(32).toString('hex'),
      ROSTRUM_SIGNING_KEY: randomBytes(32).toString('hex'),
      ROSTRUM_MODEL: 'rehearsal?tps=2000&ttftMs=5&words=40',
    });
    nginx = await startNginx(contract, [Number(new URL(program.url).port)]);
  });
  afterAll(async () => {
    await nginx?.stop();
    killPrograms();
    data.remove();
  });

  const post = (path: string, body: string, headers = {}) =>
    fetch(`${nginx.url}${path}`, { method: 'POST', headers: { ...withKey, ...headers }, body });
  const create = async (): Promise<string> =>
    (await (await post('/api/v1/debates', JSON.stringify(question))).json()).id;

  test('forwards requests, with the same request id in both logs', async () => {
    const page = await fetch(nginx.url, { headers: { 'accept-encoding': 'gzip' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect((await fetch(`${nginx.url}/api/v1/debates`, { headers: withKey })).status).toBe(200);
    expect((await fetch(`${nginx.url}/api/v1/debates`)).status).toBe(401);
    expect((await fetch(`${nginx.url}/health`)).status).toBe(200);
  });

  test('forwards the host with its port, so that pages of this origin may send commands', async () => {
    const send = (origin: string) => post('/api/v1/debates', JSON.stringify(question), { origin });
    expect((await send(new URL(nginx.url).origin)).status).toBe(202);
    expect((await send('http://127.0.0.1:1')).status).toBe(403);
  });

  test('forwards an event stream unbuffered until it ends', async () => {
    const id = await create();
    const stream = await fetch(`${nginx.url}/api/v1/debates/${id}/events`, {
      headers: { ...withKey, accept: 'text/event-stream', 'accept-encoding': 'gzip' },
    });
    expect(stream.headers.get('content-encoding')).toBeNull();
    const text = await stream.text();
    expect(text).toMatch(/^event: debate\.created$/m);
    expect(text).toMatch(/^event: debate\.decided$/m);
  });

  test('upgrades a WebSocket, which then streams a debate', async () => {
    const viewer = await connectSocket(nginx.url, { headers: withKey });
    const debate = await create();
    viewer.send({ type: 'subscribe', debate, after: 0 });
    await until(() => viewer.types().includes('debate.decided'), 'the decision', {
      last: () => viewer.types(),
    });
    expect(viewer.events().map(({ seq }) => seq)).toEqual(viewer.events().map((_, index) => index + 1));
    viewer.ws.close();
  });

  test('accepts a body of the maximum size, and rejects one more byte with the program’s error', async () => {
    const body = JSON.stringify(question);
    const full = body.padEnd(bodyBytesMax, ' ');
    expect((await post('/api/v1/debates', full)).status).toBe(202);
    const refused = await post('/api/v1/debates', `${full} `);
    expect(refused.status).toBe(413);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'payload-too-large', status: 413 });
  });

  test('forwards the real client address and ignores the one that the client claims', async () => {
    const forged = {
      'x-forwarded-for': '203.0.113.9, 203.0.113.10',
      forwarded: 'for=203.0.113.11',
      'x-real-ip': '203.0.113.12',
    };
    await fetch(`${nginx.url}/api/v1/agents?mark=forged`, { headers: { ...withKey, ...forged } });
    await until(() => program.output().includes('/api/v1/agents'), 'the request in the log', {
      last: () => program.output(),
    });
    const line = program
      .output()
      .split('\n')
      .find((text) => text.includes('/api/v1/agents'));
    expect(line).toContain('"address":"127.0.0.1"');
    expect(program.output()).not.toContain('203.0.113.');
  });

  test.each([
    '/metrics',
    '/METRICS',
    '/api/../metrics',
    '/%6detrics',
    '/api/%2e%2e/metrics',
    '//metrics',
    '/x/..%2fmetrics',
    '/healthz',
    '/ready',
  ])('responds with 404 to %s', async (path) => {
    // fetch would normalize the path.
    const status = await raw(Number(new URL(nginx.url).port), path);
    expect(status).toBe(404);
  });
});

/** The status of a request whose path is sent unchanged. */
const raw = (port: number, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    let text = '';
    connect(port, '127.0.0.1')
      .on('data', (chunk) => {
        text += chunk;
      })
      .on('error', reject)
      .on('close', () => resolve(Number(text.split(' ')[1])))
      .end(`GET ${path} HTTP/1.1\r\nhost: rostrum\r\nconnection: close\r\n\r\n`);
  });
