import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cliPath, runCli } from '../support/cli/run-cli.ts';

describe('help', () => {
  test('lists the commands and exit codes without arguments, with --help and with help', async () => {
    const helps = await Promise.all([[], ['--help'], ['-h'], ['help']].map((args) => runCli(args)));
    for (const help of helps) expect(help).toEqual(helps[0]);
    expect(helps[0]).toMatchObject({ code: 0, stderr: '' });
    for (const part of ['ask QUESTION', 'watch ID', 'list ', 'show ID', '  130  interrupted'])
      expect(helps[0]?.stdout).toContain(part);
  });

  test.each(['ask', 'watch', 'list', 'show', 'verify', 'eval', 'keys'])(
    'of %s fits into 80 columns',
    async (command) => {
      const { code, stdout } = await runCli([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: rostrum ${command} `);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect((await runCli(['help', command])).stdout).toBe(stdout);
    },
  );

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `rostrum ${version}\n`, stderr: '' });
  });
});

describe('a usage error prints one message and exits 2', () => {
  test.each([
    [['aks'], 'unknown command aks; did you mean ask?'],
    [['frobnicate'], 'unknown command frobnicate'],
    [['constructor'], 'unknown command constructor'],
    [['ask', 'Why?', '--evidense', 'a'], 'unknown option --evidense; did you mean --evidence?'],
    [['ask', 'Why?', '--constructor'], 'unknown option --constructor'],
    [['list', '-x'], 'unknown option -x'],
    [['ask'], 'the question is empty'],
    [['ask', 'two', 'words'], 'too many arguments: put the question in quotes'],
    [['ask', '-', '--evidence', '-'], 'standard input can be the question or one document, not both'],
    [['ask', 'Why?', '--evidence'], '--evidence needs a value: --evidence FILE'],
    [['export', 'a', '-o'], '-o needs a value: -o FILE'],
    [['list', '--json=yes'], '--json takes no value'],
    [['ask', 'Why?', '--rounds', '1.5'], '--rounds must be a whole number, not 1.5'],
    [
      ['ask', 'Why?', '--rounds', '-1'],
      '--rounds needs a value: --rounds N; if -1 is the value, write --rounds=-1',
    ],
    [['ask', 'Why?', '--rounds=-1'], '--rounds must be a whole number, not -1'],
    [['ask', 'Why?', '--deadline', 'soon'], '--deadline must be a whole number, not soon'],
    [['ask', 'Why?', '--budget-usd', 'much'], '--budget-usd must be a number, not much'],
    [
      ['ask', 'Why?', '--preset', 'standart'],
      '--preset must be one of standard, auto, deep, duel, council, review, not standart; did you mean standard?',
    ],
    [['ask', 'Why?', '--seat', 'judge'], '--seat must be one of advocate,'],
    [['ask', 'Why?', '--seat', 'sceptic='], '--seat must be ROLE or ROLE=MODEL, not sceptic='],
    [['watch'], 'missing argument: the id of a debate'],
    [['show', 'a', 'b'], 'unexpected argument b'],
    [['export', 'a', '--format', 'pdf'], '--format must be one of md, json, jsonl, html, not pdf'],
    [
      ['export', 'a', '-o', 'notes.pdf'],
      'unknown format pdf: end notes.pdf in md, json, jsonl, html, or set --format',
    ],
    [['list', 'words'], 'unexpected argument words; to search, write --search words'],
    [
      ['list', '--status', 'done'],
      '--status must be one of running, paused, decided, failed, cancelled, not done',
    ],
    [['list', '--server', 'ftp://x'], 'invalid server address ftp://x'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^rostrum: .*\n(?:.*\n)*See rostrum .*--help\n$/);
    expect(stderr).toContain(`rostrum: ${message}`);
  });
});

describe('an old Node version', () => {
  const pretend = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.2'}});";
  const run = (preload: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', `data:text/javascript,${preload}`, ...args], {
      encoding: 'utf8',
    });

  test('prints one message with the fix and exits 1', () => {
    const { status, stderr } = run(pretend, cliPath.replace('rostrum.mjs', 'build/check-node.mjs'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Rostrum needs Node 24 or newer, and this is Node 20\.1\.2\.\n/);
    expect(stderr).toMatch(/`npm ci`.*`npx rostrum`/);
    expect(stderr).toContain('--omit=optional');
    expect(stderr).not.toContain('    at ');
  });

  test('starts the Node that came with the install', () => {
    const { status, stderr } = run(`${pretend}process.execPath='/bin/sh'`, cliPath, 'show');
    expect(status).toBe(2);
    expect(stderr).toContain('rostrum: missing argument: the id of a debate\n');
  });

  test('can parse the two files that start the program', () => {
    for (const name of ['build/check-node.mjs', 'rostrum.mjs']) {
      const source = readFileSync(cliPath.replace('rostrum.mjs', name), 'utf8');
      expect(source).not.toMatch(/node:|\?\?|\?\.|^(?:const|let) |await /m);
    }
  });
});
