import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSigner } from '../../../app/http/records/signer.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { openQuestionDebate, testSigner } from '../../support/debates/sample-debates.ts';
import { openServer } from '../../support/http/open-app.ts';
import { seedDebate } from '../../support/http/test-app.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const { server, database } = await openServer();
const folder = createTemporaryDirectory('verify');
afterAll(() => folder.remove());
const path = (name: string) => join(folder.path, name);
const id = await seedDebate(database.store, openQuestionDebate().events);

beforeAll(async () => {
  for (const name of ['record.json', 'log.jsonl']) {
    const exported = await runCli(['export', id, '--output', path(name)], { url: server.server.url });
    expect(exported).toEqual({ code: 0, stdout: '', stderr: '' });
  }
});

function saveFile(name: string, content: string | Buffer): string {
  writeFileSync(path(name), content);
  return path(name);
}
/** There is no server at this address: nothing is asked of any. */
const offline = { url: 'http://127.0.0.1:1' };
const { keyId, publicKey } = testSigner.key;

describe('export', () => {
  test('takes the format from the file name', async () => {
    expect(JSON.parse(readFileSync(path('record.json'), 'utf8'))).toMatchObject({ debate: id });
    expect(readFileSync(path('log.jsonl'), 'utf8').split('\n')).toHaveLength(
      openQuestionDebate().events.length + 1,
    );
  });

  test('writes Markdown to standard output by default', async () => {
    const { stdout } = await runCli(['export', id], { url: server.server.url });
    expect(stdout).toMatch(/^# Should we split the monolith\?\n/);
  });

  test('names the reason why a file cannot be written', async () => {
    const nowhere = path('no/such/folder.md');
    const { code, stderr } = await runCli(['export', id, '-o', nowhere], { url: server.server.url });
    const folderOf = path('no/such');
    expect([code, stderr]).toEqual([1, `rostrum: cannot write ${nowhere}: folder ${folderOf} not found\n`]);
    mkdirSync(path('folder.md'));
    const onFolder = await runCli(['export', id, '-o', path('folder.md')], { url: server.server.url });
    expect(onFolder).toMatchObject({ code: 1, stderr: expect.stringMatching(/: is a folder\n$/) });
  });

  test.each([
    ['report.markdown', /^# Should/],
    ['report.htm', /^<!doctype html>/],
    ['report-2026.11', /^# Should/],
    ['report.txt', /^# Should/],
  ])('writes the format that %s implies', async (name, begins) => {
    expect(await runCli(['export', id, '-o', path(name)], { url: server.server.url })).toMatchObject({
      code: 0,
    });
    expect(readFileSync(path(name), 'utf8')).toMatch(begins);
  });

  test('rejects an unknown file extension unless --format is given', async () => {
    const { url } = server.server;
    const file = path('record.pdf');
    const refused = await runCli(['export', id, '-o', file], { url });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown format pdf') });
    expect(existsSync(file)).toBe(false);
    expect(await runCli(['export', id, '-o', file, '--format', 'md'], { url })).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^# Should we split/);
    const capital = path('RECORD.JSON');
    expect(await runCli(['export', id, '-o', capital], { url })).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(capital, 'utf8'))).toMatchObject({ debate: id });
  });
});

describe('verify', () => {
  test('verifies the signature and the log of an export offline', async () => {
    const args = ['verify', path('record.json'), '--key', keyId, '--events', path('log.jsonl')];
    const { code, stdout } = await runCli(args, offline);
    expect(stdout.split('\n')).toEqual([
      '✓ signature  valid: the record is unchanged',
      `✓ signer     key ${keyId}, as expected`,
      `✓ log        ${openQuestionDebate().events.length} events, hash chain intact`,
      '✓ head       the last hash matches the record',
      '✓ record     the events reproduce it exactly',
      `Verified: ${path('record.json')}`,
      '',
    ]);
    expect(code).toBe(0);
  });

  test('accepts a served record on standard input and a public key', async () => {
    const { text: stdin } = await server.call(`/api/v1/debates/${id}/record`);
    const { code, stdout } = await runCli(['verify', '-', '--key', publicKey], { ...offline, stdin });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Verified: -\n')]);
  });

  test.each<[string[], string]>([
    [[], ''],
    [['--events', 'log.jsonl'], ` --events ${path('log.jsonl')}`],
  ])('without --key exits 4 and prints what to compare and the full command (%j)', async (extra, log) => {
    const options = extra.map((word) => (word === 'log.jsonl' ? path(word) : word));
    const { code, stdout } = await runCli(['verify', path('record.json'), ...options], offline);
    expect(code).toBe(4);
    expect(stdout).toContain(`? signer     key ${keyId}, named by the record itself,`);
    expect(stdout).toContain(`Consistent, but the signer is unknown: ${path('record.json')}\n`);
    expect(stdout).toContain('GET /api/v1/signing-keys');
    const command = `npx rostrum verify ${path('record.json')}${log} --key ${keyId}`;
    expect(stdout).toMatch(new RegExp(`\n {2}${RegExp.escape(command)}\n$`));
    expect(stdout).not.toContain('Verified');
    const verified = await runCli(command.split(' ').slice(2), offline);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('Verified:') });
  });

  test('exits 4 for a forged record that another key signed, and 1 once the key is known', async () => {
    const { signature: _, ...forged } = JSON.parse(readFileSync(path('record.json'), 'utf8'));
    const other = createSigner('the secret of an attacker, long enough');
    const file = saveFile(
      'a forged record.json',
      JSON.stringify(other.sign({ ...forged, answer: 'Pay me.' })),
    );
    const unknown = await runCli(['verify', file], offline);
    expect(unknown.code).toBe(4);
    expect(unknown.stdout).toContain(`npx rostrum verify '${file}' --key ${other.key.keyId}\n`);
    const known = await runCli(['verify', file, '--key', keyId], offline);
    expect(known).toMatchObject({ code: 1, stdout: expect.stringContaining('Not verified: ') });
  });

  test('documents its exit codes', async () => {
    const help = await runCli(['verify', '--help']);
    expect(help.stdout.replace(/\s+/g, ' ')).toContain(
      '4 consistent, but without --key the signer is unknown',
    );
    expect((await runCli(['--help'])).stdout).toMatch(/^ {2}4 +verify: the record is consistent/m);
  });

  test('tells a user who passes a log as the record to use --events', async () => {
    const { code, stdout } = await runCli(['verify', path('log.jsonl')], offline);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'this is an event log: pass the record (export as json), and',
    );
  });

  test('rejects a record with a changed word', async () => {
    const text = readFileSync(path('record.json'), 'utf8').replace(
      'payments** part first',
      'payments** part last',
    );
    writeFileSync(path('changed.json'), text);
    const { code, stdout } = await runCli(['verify', path('changed.json')], offline);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ signature');
    expect(stdout).toContain(`Not verified: ${path('changed.json')}`);
  });

  test.each([
    ['a folder', () => folder.path, 'is a folder'],
    ['a file below a file', () => join(path('record.json'), 'x'), 'part of the path is not a folder'],
    ['an empty file', () => saveFile('empty.json', ' \n'), 'empty.json is empty'],
    [
      'bytes that are no text',
      () => saveFile('a.json', Buffer.from([0xff, 0xd8])),
      'a.json is not text in UTF-8',
    ],
    ['text with zeros', () => saveFile('b.json', '{}\0'), 'b.json is not text in UTF-8'],
  ])('%s is a usage error in one line, as record and as log', async (_, createFile, message) => {
    const file = createFile();
    for (const args of [[file], [path('record.json'), '--events', file]]) {
      const { code, stdout, stderr } = await runCli(['verify', ...args], offline);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^rostrum: [^\n]+\nSee rostrum verify --help\n$/);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/E[A-Z]{4,}/);
    }
  });

  test.each([
    [['verify'], 'missing argument: the file of a record'],
    [['verify', 'no-such.json'], 'cannot read no-such.json: not found'],
    [['verify', '-', '--key', 'abc'], '--key must be the id of a signing key'],
    [['verify', '-', '--events', '-'], 'standard input can be the record or the events, not both'],
  ])('%j is a usage error', async (args, message) => {
    const { code, stderr } = await runCli(args, offline);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
