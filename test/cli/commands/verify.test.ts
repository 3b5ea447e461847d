import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  test('takes the format from the name of the file', async () => {
    expect(JSON.parse(readFileSync(path('record.json'), 'utf8'))).toMatchObject({ debate: id });
    expect(readFileSync(path('log.jsonl'), 'utf8').split('\n')).toHaveLength(
      openQuestionDebate().events.length + 1,
    );
  });

  test('writes to standard output, as Markdown unless told otherwise', async () => {
    const { stdout } = await runCli(['export', id], { url: server.server.url });
    expect(stdout).toMatch(/^# Should we split the monolith\?\n/);
  });

  test('says why a file cannot be written', async () => {
    const nowhere = path('no/such/folder.md');
    const { code, stderr } = await runCli(['export', id, '-o', nowhere], { url: server.server.url });
    const folderOf = path('no/such');
    expect([code, stderr]).toEqual([1, `rostrum: cannot write ${nowhere}: there is no folder ${folderOf}\n`]);
    mkdirSync(path('folder.md'));
    const onFolder = await runCli(['export', id, '-o', path('folder.md')], { url: server.server.url });
    expect(onFolder).toMatchObject({ code: 1, stderr: expect.stringMatching(/: it is a folder\n$/) });
  });

  test.each([
    ['report.markdown', /^# Should/],
    ['report.htm', /^<!doctype html>/],
    ['report-2026.11', /^# Should/],
    ['report.txt', /^# Should/],
  ])('takes %s for what it is', async (name, begins) => {
    expect(await runCli(['export', id, '-o', path(name)], { url: server.server.url })).toMatchObject({
      code: 0,
    });
    expect(readFileSync(path(name), 'utf8')).toMatch(begins);
  });

  test('writes no file under a name that promises another format, unless the format is said', async () => {
    const { url } = server.server;
    const file = path('record.pdf');
    const refused = await runCli(['export', id, '-o', file], { url });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no format pdf') });
    expect(existsSync(file)).toBe(false);
    expect(await runCli(['export', id, '-o', file, '--format', 'md'], { url })).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^# Should we split/);
    const capital = path('RECORD.JSON');
    expect(await runCli(['export', id, '-o', capital], { url })).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(capital, 'utf8'))).toMatchObject({ debate: id });
  });
});

describe('verify', () => {
  test('checks the signature and the log of an export, without a server', async () => {
    const args = ['verify', path('record.json'), '--key', keyId, '--events', path('log.jsonl')];
    const { code, stdout } = await runCli(args, offline);
    expect(stdout.split('\n')).toEqual([
      '✓ signature  the record is to the letter as it was signed',
      `✓ signer     key ${keyId}, as named`,
      `✓ log        ${openQuestionDebate().events.length} events, each with the hash of the one before`,
      '✓ head       its last hash is the one in the record',
      '✓ record     the events add up to it, to the letter',
      `Verified: ${path('record.json')}`,
      '',
    ]);
    expect(code).toBe(0);
  });

  test('takes the record as it is served, on standard input, and the public key itself', async () => {
    const { text: stdin } = await server.call(`/api/v1/debates/${id}/record`);
    const { code, stdout } = await runCli(['verify', '-', '--key', publicKey], { ...offline, stdin });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Verified: -\n')]);
  });

  test('without a key it says that it does not know who signed', async () => {
    const { code, stdout } = await runCli(['verify', path('record.json')], offline);
    expect(code).toBe(0);
    expect(stdout).toContain(`? signer     key ${keyId}, which the record itself\n`);
    expect(stdout).toContain('Consistent, by a signer that is not known:');
    expect(stdout).not.toContain('Verified');
  });

  test('says where a log belongs that is given as the record', async () => {
    const { code, stdout } = await runCli(['verify', path('log.jsonl')], offline);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'it is an event log: name the record (export as json), and',
    );
  });

  test('finds a changed word', async () => {
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
    ['a folder', () => folder.path, 'it is a folder'],
    ['a file below a file', () => join(path('record.json'), 'x'), 'a part of its path is no folder'],
    ['an empty file', () => saveFile('empty.json', ' \n'), 'empty.json is empty'],
    [
      'bytes that are no text',
      () => saveFile('a.json', Buffer.from([0xff, 0xd8])),
      'a.json is not text in UTF-8',
    ],
    ['text with zeros', () => saveFile('b.json', '{}\0'), 'b.json is not text in UTF-8'],
  ])('%s is told of in one sentence, as record and as log, and is wrong usage', async (_, given, says) => {
    const file = given();
    for (const args of [[file], [path('record.json'), '--events', file]]) {
      const { code, stdout, stderr } = await runCli(['verify', ...args], offline);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^rostrum: [^\n]+\nSee rostrum verify --help\n$/);
      expect(stderr).toContain(says);
      expect(stderr).not.toMatch(/E[A-Z]{4,}/);
    }
  });

  test.each([
    [['verify'], 'it takes the file of a record'],
    [['verify', 'no-such.json'], 'cannot read no-such.json: there is no such file'],
    [['verify', '-', '--key', 'abc'], '--key takes the id of a signing key'],
    [['verify', '-', '--events', '-'], 'standard input can be the record or the events, not both'],
  ])('%j is wrong usage', async (args, says) => {
    const { code, stderr } = await runCli(args, offline);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});
