import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startScriptedServer } from '../../support/http/scripted-server.ts';
import { requireProgram } from '../../support/processes/require-program.ts';
import { testCli } from '../../support/processes/test-bundle.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { debates, reportScript } from './report-script.ts';

// What is on the screen of a real terminal when a command has ended, kept in golden/.

const tmuxProgram = requireProgram(['tmux'], 'apt-get install tmux');
const run = promisify(execFile);

const commands: Readonly<Record<string, string>> = {
  ask: 'ask "Should we split the monolith?"',
  list: 'list',
  show: `show ${debates.open.id}`,
  replay: `replay ${debates.open.id} --speed 0 --short`,
};

/** Shows each command and its output on an empty screen, and waits until it has been read. */
const steps = (socket: string): string => {
  const signal = `"${tmuxProgram}" -L ${socket} wait-for`;
  const lines = Object.entries(commands).map(
    ([name, command]) =>
      `clear; echo '$ rostrum ${command}'; rostrum ${command}; printf '$ '; ` +
      `${signal} -S ${name}-ended; ${signal} ${name}-read`,
  );
  return [`rostrum() { "${process.execPath}" "${testCli}" "$@"; }`, ...lines].join('\n');
};

describe.skipIf(!tmuxProgram)('a real terminal', () => {
  test.each([
    { columns: 80, rows: 24 },
    { columns: 40, rows: 12 },
  ])('of $columns × $rows shows the ends of commands', async ({ columns, rows }) => {
    await using server = await startScriptedServer(reportScript);
    const directory = createTemporaryDirectory('tmux');
    const socket = `rostrum-${process.pid}-${columns}`;
    const file = join(directory.path, 'steps.sh');
    writeFileSync(file, steps(socket));
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', TMUX_TMPDIR: directory.path };
    const tmux = async (...args: readonly string[]) =>
      (await run(tmuxProgram ?? '', ['-u', '-f', '/dev/null', '-L', socket, ...args], { env })).stdout;
    const size = ['-x', String(columns), '-y', String(rows)];
    await tmux('new-session', '-d', ...size, '-e', `ROSTRUM_URL=${server.url}`, `sh ${file}`);
    try {
      for (const name of Object.keys(commands)) {
        await tmux('wait-for', `${name}-ended`);
        const screen = (await tmux('capture-pane', '-p', '-J')).replaceAll(
          server.url,
          'http://127.0.0.1:8080',
        );
        const lines = screen.split('\n').map((line) => line.trimEnd());
        await expect(`${lines.join('\n').trimEnd()}\n`).toMatchFileSnapshot(
          `golden/terminal-${name}-${columns}x${rows}.txt`,
        );
        await tmux('wait-for', '-S', `${name}-read`);
      }
    } finally {
      await tmux('kill-server').catch(() => {});
      directory.remove();
    }
  });
});
