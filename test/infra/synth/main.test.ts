import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../../infra/synth/main.ts', import.meta.url));

test.each([
  [['--summary', 'nope'], 'unknown revision nope; try main or HEAD~1'],
  [['--summary=--all'], 'unknown revision --all; try main or HEAD~1'],
  [['--sumary', 'main'], 'unknown option --sumary; did you mean --summary?'],
  [['staging'], 'unexpected argument staging'],
])('npm run synth -- %j fails with a one-line message', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `synth: ${message}\n` });
});
