import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { watchTerminal } from '../../app/runtime/terminal.ts';
import { baselineWasm } from '../support/baseline-wasm.ts';
import { findProgram } from '../support/processes/require-program.ts';
import { testBundle } from '../support/processes/test-bundle.ts';
import { compiledDir, createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('terminal');
const pidFile = join(directory.path, 'pid');
const readPid = () => Number(readFileSync(pidFile, 'utf8'));

afterAll(() => {
  // The program is not a child of the test.
  if (existsSync(pidFile)) process.kill(readPid(), 'SIGKILL');
  directory.remove();
});

test('a terminal has gone when a standard stream was one and is none now', () => {
  const terminals = new Set([0, 2]);
  const hasTerminalGone = watchTerminal((fd) => terminals.has(fd));
  expect(hasTerminalGone()).toBe(false);
  terminals.delete(2);
  expect(hasTerminalGone()).toBe(true);
});

test('a program without a terminal has none to lose', () => {
  expect(watchTerminal(() => false)()).toBe(false);
});

const timeoutMs = 120_000;

/** Of util-linux: runs a command in a terminal of its own. */
const script = findProgram('script');

test.skipIf(script === null)(
  'SIGHUP replaces a program in a terminal, and the program ends when the terminal closes',
  async () => {
    const command = [process.execPath, ...baselineWasm, testBundle].join(' ');
    const env = {
      PATH: process.env.PATH,
      PORT: '0',
      NODE_COMPILE_CACHE: compiledDir,
      ROSTRUM_PROFILE: 'test',
      ROSTRUM_MODEL: 'rehearsal',
      ROSTRUM_DATA_DIR: join(directory.path, 'data'),
      ROSTRUM_PID_FILE: pidFile,
    };
    const terminal = spawn(script ?? '', ['-q', '-e', '-c', command, '/dev/null'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    terminal.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const printed = (text: string) =>
      until(() => output.includes(text), text, { last: () => output, timeoutMs: timeoutMs / 4 });
    await printed('Rostrum is ready');
    process.kill(readPid(), 'SIGHUP');
    await printed('replaced all processes');
    terminal.kill('SIGKILL');
    // Removed at a regular exit only.
    await until(() => !existsSync(pidFile), 'the end of the program', { timeoutMs: timeoutMs / 4 });
  },
  timeoutMs,
);
