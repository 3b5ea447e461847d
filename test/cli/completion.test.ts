import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../app/cli/run-command-line.ts';
import { createCommandTerminal } from '../support/cli/command-terminal.ts';

async function script(shell: string): Promise<string> {
  const { terminal, stdout } = createCommandTerminal('a pipe');
  expect(await runCommandLine(['completion', shell], terminal)).toBe(0);
  return stdout.output();
}

/** What bash offers for the last word of a line. */
async function complete(...words: readonly string[]): Promise<string[]> {
  const line = words.map((word) => `'${word}'`).join(' ');
  const program = `${await script('bash')}
rostrum() { printf 'd1\\tdecided\\nd2\\tfailed\\n'; }
COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _rostrum; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

test('bash completes commands, options and ids', async () => {
  expect(await complete('rostrum', 're')).toEqual(['rerun', 'resume', 'replay', 'rename']);
  expect(await complete('rostrum', 'list', '--s')).toEqual(['--search', '--status', '--server']);
  expect(await complete('rostrum', 'show', 'd')).toEqual(['d1', 'd2']);
  expect(await complete('rostrum', 'ask', 'd')).toEqual(['']);
});

test('bash completes subcommands, once', async () => {
  expect(await complete('rostrum', 'panels', '')).toEqual(['list', 'show', 'save', 'delete']);
  expect(await complete('rostrum', 'keys', 'r')).toEqual(['revoke', 'rotate']);
  expect(await complete('rostrum', 'panels', '--pre')).toEqual(['--preset']);
  expect(await complete('rostrum', 'panels', 'show', 's')).toEqual(['']);
});

test('zsh and fish know them too', async () => {
  expect(await script('zsh')).toContain(
    '; if (( CURRENT == 3 )); then compadd -- list show save delete; fi ;;',
  );
  expect(await script('fish')).toContain(
    "panels; and not __fish_seen_subcommand_from list show save delete' -a 'list show save delete'",
  );
});

test('zsh and fish name every command, with quotes escaped', async () => {
  const { terminal, stdout } = createCommandTerminal('a pipe');
  await runCommandLine(['--help'], terminal);
  const names = [...stdout.output().matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name]) => name ?? '');
  expect(names).toContain('follow-up');
  for (const text of [await script('zsh'), await script('fish')]) {
    for (const name of names) if (name !== 'completion') expect(text).toContain(name);
    expect(text.replaceAll("'\\''", '').split("'").length % 2).toBe(1);
  }
});

test('an unknown shell is a usage error', async () => {
  const { terminal, stderr } = createCommandTerminal('a pipe');
  expect(await runCommandLine(['completion', 'tcsh'], terminal)).toBe(2);
  expect(stderr.output()).toContain('bash, zsh');
});
