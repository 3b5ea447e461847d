import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cliPath, runCli } from '../support/cli/run-cli.ts';

describe('help', () => {
  test('without a word, with --help and with help it lists the commands and the exit codes', async () => {
    const helps = await Promise.all([[], ['--help'], ['-h'], ['help']].map((args) => runCli(args)));
    for (const help of helps) expect(help).toEqual(helps[0]);
    expect(helps[0]).toMatchObject({ code: 0, stderr: '' });
    for (const part of ['ask QUESTION', 'watch ID', 'list ', 'show ID', '  130  interrupted'])
      expect(helps[0]?.stdout).toContain(part);
  });

  test.each(['ask', 'watch', 'list', 'show', 'keys'])(
    '%s has its own, which fits into 80 columns',
    async (command) => {
      const { code, stdout } = await runCli([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: rostrum ${command} `);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect((await runCli(['help', command])).stdout).toBe(stdout);
    },
  );

  test('the version is the package’s', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `rostrum ${version}\n`, stderr: '' });
  });
});

describe('wrong usage is one message with the cure, and exit 2', () => {
  test.each([
    [['aks'], 'there is no command aks; did you mean ask?'],
    [['frobnicate'], 'there is no command frobnicate'],
    [['constructor'], 'there is no command constructor'],
    [['ask', 'Why?', '--evidense', 'a'], 'there is no option --evidense; did you mean --evidence?'],
    [['ask', 'Why?', '--constructor'], 'there is no option --constructor'],
    [['list', '-x'], 'there is no option -x'],
    [['ask'], 'the question is empty'],
    [['ask', 'two', 'words'], 'put the question in quotes, as one argument'],
    [['ask', '-', '--evidence', '-'], 'standard input can be the question or one document, not both'],
    [['ask', 'Why?', '--evidence'], '--evidence takes a value: --evidence FILE'],
    [['export', 'a', '-o'], '-o takes a value: -o FILE'],
    [['list', '--json=yes'], '--json takes no value'],
    [['ask', 'Why?', '--rounds', '1.5'], '--rounds takes a whole number, not 1.5'],
    [
      ['ask', 'Why?', '--rounds', '-1'],
      '--rounds takes a value: --rounds N; if -1 is meant to be it, write --rounds=-1',
    ],
    [['ask', 'Why?', '--rounds=-1'], '--rounds takes a whole number, not -1'],
    [['ask', 'Why?', '--deadline', 'soon'], '--deadline takes a whole number, not soon'],
    [['ask', 'Why?', '--budget-usd', 'much'], '--budget-usd takes a number, not much'],
    [
      ['ask', 'Why?', '--preset', 'standart'],
      '--preset takes standard, duel, not standart; did you mean standard?',
    ],
    [['ask', 'Why?', '--seat', 'judge'], '--seat takes advocate,'],
    [['ask', 'Why?', '--seat', 'sceptic='], '--seat takes ROLE or ROLE=MODEL, not sceptic='],
    [['watch'], 'it takes the id of a debate'],
    [['show', 'a', 'b'], 'it takes the id of a debate and nothing more; b is too much'],
    [['export', 'a', '--format', 'pdf'], '--format takes md, json, jsonl, html, not pdf'],
    [
      ['export', 'a', '-o', 'notes.pdf'],
      'there is no format pdf: let notes.pdf end in md, json, jsonl, html, or say which with --format',
    ],
    [['list', 'words'], 'to search, write --search words'],
    [['list', '--status', 'done'], '--status takes running, paused, decided, failed, cancelled, not done'],
    [['list', '--server', 'ftp://x'], 'ftp://x is not the address of a server'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^rostrum: .*\n(?:.*\n)*See rostrum .*--help\n$/);
    expect(stderr).toContain(`rostrum: ${message}`);
  });
});

describe('an old Node', () => {
  const pretend = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.2'}});";
  const run = (preload: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', `data:text/javascript,${preload}`, ...args], {
      encoding: 'utf8',
    });

  test('is told of in one message with the cure, and exit 1', () => {
    const { status, stderr } = run(pretend, cliPath.replace('rostrum.mjs', 'node-guard.mjs'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Rostrum needs Node 24 or newer, and this is Node 20\.1\.2\.\n/);
    expect(stderr).toMatch(/`npm ci`.*`npx rostrum`/);
    expect(stderr).toContain('--omit=optional');
    expect(stderr).not.toContain('    at ');
  });

  test('gives way to the one that came with the install', () => {
    const { status, stderr } = run(`${pretend}process.execPath='/bin/sh'`, cliPath, 'show');
    expect(status).toBe(2);
    expect(stderr).toContain('rostrum: it takes the id of a debate\n');
  });

  test('finds nothing in the two files that start the program that it cannot read', () => {
    for (const name of ['node-guard.mjs', 'rostrum.mjs']) {
      const source = readFileSync(cliPath.replace('rostrum.mjs', name), 'utf8');
      expect(source).not.toMatch(/node:|\?\?|\?\.|^(?:const|let) |await /m);
    }
  });
});
