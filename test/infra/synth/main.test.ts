import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../../infra/synth/main.ts', import.meta.url));

test.each([
  [['--summary', 'nope'], 'no revision nope; try main or HEAD~1'],
  [['--summary=--all'], 'no revision --all; try main or HEAD~1'],
  [['--sumary', 'main'], 'synth has no option --sumary; did you mean --summary? There are --summary, --help'],
  [['staging'], 'staging is one word too many'],
])('npm run synth -- %j is answered in one sentence', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `synth: ${message}\n` });
});
