import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { readEndedChildrenCpuSeconds } from '../load/process-cpu.ts';
import type { BenchRow } from '../row.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The CPU seconds of a Node program, and of what it starts. */
function measureProgram(name: string, args: readonly string[]) {
  const before = readEndedChildrenCpuSeconds();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  // 1: the audit has findings.
  if (status === null || status > 1) throw new Error(`${name} exited with ${status}:\n${stderr}`);
  return { figures: { 'CPU s': (readEndedChildrenCpuSeconds() - before).toFixed(1) }, goals: [] };
}

export const synth: BenchRow = {
  description: 'CPU seconds of synthesizing the stack of production',
  run: async () => {
    const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
    const directory = createTemporaryDirectory('bench');
    const context = ['profile=production', 'region=us-east-1'].flatMap((pair) => ['-c', pair]);
    try {
      return measureProgram('synth', [
        ...[cdk, 'synth', '--quiet', '--no-lookups', ...context, '--output', directory.path],
      ]);
    } finally {
      directory.remove();
    }
  },
};

export const audit: BenchRow = {
  description: 'CPU seconds of an audit of all templates and files that the contract renders',
  run: async () => measureProgram('audit', ['infra/cli.ts', 'audit', 'infra/synthesized', 'infra/rendered']),
};
