import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { ReadSourceDeps } from '../../../app/sources/read-source.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { debateCancelled } from '../../support/debates/events.ts';
import { makePdf } from '../../support/files/make-pdf.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp } from '../../support/http/test-app.ts';
import { createTestSources } from '../../support/http/test-sources.ts';
import { until } from '../../support/until.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** The answer of each path of the server, set by each test. */
const answers = new Map<string, Answer>();
const requested: string[] = [];
const server = createServer((request, response) => {
  requested.push(request.url ?? '');
  const answer = answers.get(request.url ?? '');
  if (answer) answer(response, request);
  else response.writeHead(404).end();
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
const host = `localhost:${address.port}`;
const url = (path: string) => `http://${host}${path}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clock = createManualClock();
const lookUp = vi.fn<ReadSourceDeps['lookUp']>(async () => ['127.0.0.1']);
const resolve = vi.fn<ReadSourceDeps['resolve']>(async () => ['10.0.0.1']);
const onPrivateAddress = vi.fn<ReadSourceDeps['onPrivateAddress']>();
const sources = createTestSources({
  hosts: [host, '*.wiki.example'],
  clock,
  lookUp,
  resolve,
  onPrivateAddress,
});
const fileBytesMax = 300_000;
const { app, create, readSettings } = await openApp({
  ...sources,
  contract: applyOverrides(profile('test'), { files: { bytesMax: fileBytesMax } }),
});
afterEach(() => {
  answers.clear();
  requested.length = 0;
  vi.clearAllMocks();
});

test('clients can find out whether any host is allowed', async () => {
  expect((await app.call('/api/v1/agents')).json).toMatchObject({ evidenceByAddress: true });
  const closed = createTestApp(app.deps.store, createTestSources({ hosts: [] }));
  expect((await closed.call('/api/v1/agents')).json).toMatchObject({ evidenceByAddress: false });
  closed.close();
});

const ask = (address: string, more: object = {}, headers = {}) =>
  create({ question: 'Which?', evidence: [{ url: address, ...more }] }, headers);
const send =
  (mediaType: string, body: string | Uint8Array, headers = {}): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-type': mediaType, ...headers }).end(body);
const redirect =
  (location: string): Answer =>
  (response) =>
    void response.writeHead(302, { location }).end();

async function readText(path: string): Promise<string> {
  const { status, json } = await ask(url(path));
  expect(status).toBe(202);
  return (await app.call(`${json.url}/evidence/E1`)).text;
}
const sourceLine = (path: string) => `Source: ${url(path)}, read on 2026-12-01\n\n`;

test('a form has files and addresses', async () => {
  answers.set('/a.txt', send('text/plain', 'Payouts fail at night.'));
  const form = new FormData();
  form.append('question', 'Which?');
  form.append('evidence', url('/a.txt'));
  form.append('evidence', new File(['# Notes'], 'notes.md'));
  const { status, json } = await create(form);
  expect(status).toBe(202);
  const { evidence } = await readSettings(json.id);
  expect(evidence).toMatchObject([{ name: 'notes.md' }, { source: { url: url('/a.txt') } }]);
});

describe('a document by its address', () => {
  test('is evidence with its address and date, which the panel reads too', async () => {
    answers.set('/plans/move.md', send('text/markdown', '# The move\nIn May.'));
    const { json } = await ask(url('/plans/move.md'));
    expect((await readSettings(json.id)).evidence).toMatchObject([
      {
        id: 'E1',
        name: 'move.md',
        mediaType: 'text/markdown',
        source: { url: url('/plans/move.md'), fetchedAt: '2026-12-01T08:00:00.000Z' },
      },
    ]);
    const { text } = await app.call(`${json.url}/evidence/E1`);
    expect(text).toBe(`${sourceLine('/plans/move.md')}# The move\nIn May.`);
  });

  test.each<readonly [path: string, answer: Answer, text: string]>([
    ['/page', send('text/html; charset=windows-1252', Buffer.from('<p>f\xfcr', 'latin1')), 'für'],
    ['/own', send('text/html', Buffer.from('<meta charset="latin1"><p>f\xfcr', 'latin1')), 'für'],
    ['/a.pdf', send('application/pdf', makePdf(['Hello'])), 'Hello'],
    ['/a.csv', send('application/octet-stream', 'city,cost\nBonn,3\n'), 'Bonn'],
  ])('%s is read by its type and character set', async (path, answer, text) => {
    answers.set(path, answer);
    expect(await readText(path)).toContain(text);
  });

  test('is read from the address that it redirects to, which is named', async () => {
    answers.set('/old', redirect('/new.txt'));
    answers.set('/new.txt', send('text/plain', 'Moved.'));
    expect(await readText('/old')).toBe(`${sourceLine('/new.txt')}Moved.`);
  });

  test('is not read again for a repeated Idempotency-Key, so it may have changed or gone', async () => {
    answers.set('/news', send('text/plain', 'One.'));
    const key = { 'idempotency-key': 'news' };
    const first = await ask(url('/news'), {}, key);
    answers.clear();
    expect(await ask(url('/news'), {}, key)).toMatchObject({ status: 202, json: first.json });
    expect(requested).toEqual(['/news']);
    expect((await ask(url('/other'), {}, key)).json.code).toBe('idempotency-conflict');
    expect(requested).toEqual(['/news']);
  });

  test('is named with its address in the record, in exports and in another run', async () => {
    answers.set('/x', send('text/plain', 'X.'));
    const { json } = await ask(url('/x'));
    await app.append(json.id, debateCancelled);
    const source = { url: url('/x'), fetchedAt: '2026-12-01T08:00:00.000Z' };
    expect((await app.call(`${json.url}/record`)).json.evidence).toMatchObject([{ source }]);
    const { text } = await app.call(`${json.url}/export?format=md`);
    expect(text.replaceAll('\\', '')).toContain(sourceLine('/x').trim());
    answers.clear();
    const again = (await app.call(`${json.url}/reruns`, { method: 'POST', body: {} })).json;
    expect((await readSettings(again.id)).evidence).toMatchObject([{ source }]);
    expect((await app.call(`${again.url}/evidence/E1`)).text).toBe(`${sourceLine('/x')}X.`);
  });

  test('may have a name of its own', async () => {
    answers.set('/x', send('text/plain', 'X.'));
    const { json } = await ask(url('/x'), { name: 'The plan.txt' });
    expect((await readSettings(json.id)).evidence[0]?.name).toBe('The plan.txt');
  });
});

describe('refused is', () => {
  const refusal = async (address: string) => (await ask(address)).json;

  test('a host that the operator does not allow, with the name of the setting', async () => {
    for (const other of [
      'https://example.com/',
      'https://wiki.example/',
      url('/').replace('localhost', '127.0.0.1'),
    ]) {
      const { code, detail, errors } = await refusal(other);
      expect(code).toBe('host-not-allowed');
      expect(detail).toContain('ROSTRUM_EVIDENCE_HOSTS');
      expect(errors[0].path).toBe('evidence[0].url');
    }
    expect(requested).toEqual([]);
  });

  test('what is no address, has a password, or is not HTTPS', async () => {
    expect((await refusal('plan.md')).detail).toContain('is not a URL');
    expect((await refusal(`http://me:secret@${host}/`)).detail).toContain('no user name');
    expect((await refusal('http://a.wiki.example/')).detail).toContain('https://');
  });

  test('an allowed name that leads to a private address, which only the log names', async () => {
    const answer = await refusal('https://a.wiki.example/');
    expect(answer).toMatchObject({ status: 422, code: 'host-not-allowed' });
    expect(JSON.stringify(answer)).not.toContain('10.0.0.1');
    expect(onPrivateAddress.mock.calls).toEqual([['a.wiki.example', '10.0.0.1']]);
  });

  test('a name of this machine that leads elsewhere', async () => {
    lookUp.mockResolvedValueOnce(['8.8.8.8']);
    expect((await refusal(url('/'))).code).toBe('host-not-allowed');
  });

  test('a redirect to a private address, to another host, and one without an end', async () => {
    answers.set('/private', redirect('https://a.wiki.example/'));
    expect((await refusal(url('/private'))).code).toBe('host-not-allowed');
    answers.set('/metadata', redirect('http://169.254.169.254/latest'));
    expect((await refusal(url('/metadata'))).detail).toContain('redirects to an address that cannot be read');
    answers.set('/loop', redirect('/loop'));
    expect((await refusal(url('/loop'))).detail).toContain('redirects more than 5 times');
  });

  test('a body without an end, when it is too large', async () => {
    answers.set('/endless', (response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.writeHead(200, { 'content-type': 'text/plain' }).on('drain', more);
      more();
    });
    expect(await refusal(url('/endless'))).toMatchObject({ status: 413, code: 'evidence-too-large' });
  });

  test('a body that says that it is too large, before it is read', async () => {
    answers.set(
      '/large',
      (response) => void response.writeHead(200, { 'content-length': 1e9 }).flushHeaders(),
    );
    expect((await refusal(url('/large'))).code).toBe('evidence-too-large');
  });

  test('a compressed body, because of what it may become', async () => {
    answers.set('/bomb', send('text/plain', gzipSync('x'.repeat(1e6)), { 'content-encoding': 'gzip' }));
    expect(await refusal(url('/bomb'))).toMatchObject({ status: 422, code: 'source-unavailable' });
  });

  test('a slow body, at the end of its time', async () => {
    answers.set('/slow', (response) => void response.writeHead(200).write('x'));
    const answer = refusal(url('/slow'));
    await until(() => requested.length === 1, 'the request');
    clock.advance(60_000);
    expect(await answer).toMatchObject({ code: 'source-unavailable' });
    expect((await answer).detail).toContain('within 60 seconds');
  });

  test('another media type, an error of the server, and a connection that fails', async () => {
    answers.set('/talk.mp3', send('audio/mpeg', 'ID3'));
    expect(await refusal(url('/talk.mp3'))).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    expect((await refusal(url('/missing'))).detail).toContain('answered 404');
    answers.set('/cut', (response) => void response.socket?.destroy());
    expect((await refusal(url('/cut'))).code).toBe('source-unavailable');
  });
});

test('the connection goes to the address that was checked, and the name is resolved once', async () => {
  const other = createServer((_, response) => void response.end('never')).listen(address.port, '127.0.0.2');
  await once(other, 'listening');
  answers.set('/a.txt', send('text/plain', 'Checked.'));
  // A name server that gives another address the second time.
  lookUp.mockResolvedValueOnce(['127.0.0.1']).mockResolvedValue(['127.0.0.2']);
  expect(await readText('/a.txt')).toContain('Checked.');
  expect(lookUp).toHaveBeenCalledTimes(1);
  lookUp.mockReset().mockResolvedValue(['127.0.0.1']);
  other.close();
});
